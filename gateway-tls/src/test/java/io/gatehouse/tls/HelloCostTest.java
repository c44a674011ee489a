// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.HelloAssembler.State;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hello in the smallest records and segments costs, counted in octets: no more than in proportion to its length. */
class HelloCostTest {
    /** A header is looked at again for each of its octets that comes alone. */
    private static final int MOST_READS_OF_AN_OCTET = 3;

    /** A buffer that doubles when it is full has copied, in the end, less than twice what is in it; it may be half empty. */
    private static final int MOST_ALLOCATED_FOR_AN_OCTET = 4;

    @ParameterizedTest(name = "{0} octets")
    @ValueSource(ints = {1_000, 16_000, 60_000})
    void everyOctetIsReadOnlySoOften(int length) {
        byte[] records = HelloBytes.records(hello(length), 1);
        CountingBuffer received = new CountingBuffer(records.length);
        HelloAssembler assembler = new HelloAssembler(1 << 16);
        State state = State.INCOMPLETE;
        for (byte each : records) {
            received.writeByte(each);
            state = assembler.read(received);
        }
        assertThat(state).isEqualTo(State.COMPLETE);
        assembler.body(received);
        assertThat(received.read).isLessThan((long) MOST_READS_OF_AN_OCTET * records.length);
    }

    @ParameterizedTest(name = "{0} octets")
    @ValueSource(ints = {1_000, 60_000})
    void nothingIsCopiedToTheHeapBeforeItIsComplete(int length) {
        byte[] records = HelloBytes.records(hello(length), 16_384);
        CountingBuffer received = new CountingBuffer(records.length);
        received.writeBytes(records, 0, records.length - 1);
        assertThat(new HelloAssembler(1 << 16).read(received)).isEqualTo(State.INCOMPLETE);
        assertThat(received.copied).as("the header, which tells the length").isEqualTo(4);
    }

    @ParameterizedTest(name = "{0} octets")
    @ValueSource(ints = {1_000, 16_000, 60_000})
    void whatIsKeptGrowsByDoubling(int length) {
        byte[] records = HelloBytes.records(hello(length), 1);
        CountingAllocator allocator = new CountingAllocator();
        List<HandshakeFailure> refusals = new ArrayList<>();
        HandshakeLimits limits = new HandshakeLimits(1 << 16, Duration.ofSeconds(10));
        try (TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.config().setAllocator(allocator);
            channel.pipeline()
                    .addLast(new SniSelectHandler(
                            TestObjects::index,
                            contexts,
                            limits,
                            (refused, reason, sni, detail) -> refusals.add(reason)));
            for (byte each : records) {
                channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
            }
            channel.finishAndReleaseAll();
        }
        assertThat(refusals).as("the hello was understood").containsExactly(HandshakeFailure.UNKNOWN_NAME);
        assertThat(allocator.octets).isLessThan((long) MOST_ALLOCATED_FOR_AN_OCTET * records.length);
    }

    private static byte[] hello(int length) {
        byte[] names = HelloBytes.extension(0, HelloBytes.names("a.test"));
        return HelloBytes.body(HelloBytes.SUITES, names, HelloBytes.extension(21, new byte[length]));
    }

    private static final class CountingBuffer extends UnpooledHeapByteBuf {
        private long read;
        private long copied;

        CountingBuffer(int capacity) {
            super(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
        }

        @Override
        public short getUnsignedByte(int index) {
            read++;
            return super.getUnsignedByte(index);
        }

        @Override
        public int getUnsignedShort(int index) {
            read += 2;
            return super.getUnsignedShort(index);
        }

        @Override
        public ByteBuf getBytes(int index, byte[] target, int targetIndex, int length) {
            read += length;
            copied += length;
            return super.getBytes(index, target, targetIndex, length);
        }
    }

    private static final class CountingAllocator extends AbstractByteBufAllocator {
        private long octets;

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            octets += initialCapacity;
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            octets += initialCapacity;
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
