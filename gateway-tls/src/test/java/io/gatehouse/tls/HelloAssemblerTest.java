// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.HelloAssembler.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HelloAssemblerTest {
    private static final int MAX = 4096;

    @Test
    void anyCutGivesTheSameHello() {
        byte[] body = HelloBytes.hello("shop.example.com");
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = HelloBytes.records(body, 1 + random.nextInt(body.length + 4));
            HelloAssembler assembler = new HelloAssembler(MAX);
            ByteBuf received = Unpooled.buffer();
            State state = State.INCOMPLETE;
            int sent = 0;
            while (sent < bytes.length) {
                assertThat(state).isEqualTo(State.INCOMPLETE);
                int size = Math.min(bytes.length - sent, 1 + random.nextInt(50));
                received.writeBytes(bytes, sent, size);
                sent += size;
                state = assembler.read(received);
            }
            assertThat(state).isEqualTo(State.COMPLETE);
            assertThat(assembler.body(received)).isEqualTo(body);
            assertThat(received.readerIndex()).as("nothing is consumed").isZero();
        }
    }

    @Test
    void theLimitIsOnTheBodyAndExact() {
        byte[] body = HelloBytes.hello("shop.example.com");
        byte[] bytes = HelloBytes.records(body, 16384);
        assertThat(new HelloAssembler(body.length).read(Unpooled.wrappedBuffer(bytes)))
                .isEqualTo(State.COMPLETE);
        assertThat(new HelloAssembler(body.length - 1).read(Unpooled.wrappedBuffer(bytes)))
                .isEqualTo(State.TOO_LARGE);
    }

    @Test
    void whatFollowsTheHelloIsLeftAlone() {
        byte[] body = HelloBytes.hello("shop.example.com");
        ByteBuf received = Unpooled.wrappedBuffer(HelloBytes.records(body, 16384), new byte[] {23, 3, 3, 0, 1, 9});
        HelloAssembler assembler = new HelloAssembler(MAX);
        assertThat(assembler.read(received)).isEqualTo(State.COMPLETE);
        assertThat(assembler.body(received)).isEqualTo(body);
    }

    @Test
    void tellsWhatItIsNot() {
        assertThat(read(22, 3, 1, 0, 0)).as("empty record").isEqualTo(State.UNEXPECTED);
        assertThat(read(22, 3, 1, 0x40, 1)).as("record too long").isEqualTo(State.UNEXPECTED);
        assertThat(read(22, 3, 1, 0, 1, 2)).as("another message").isEqualTo(State.UNEXPECTED);
        assertThat(read(22, 3, 1, 0, 1, 1, 23)).as("another record in between").isEqualTo(State.UNEXPECTED);
        assertThat(read(22, 2)).as("another version").isEqualTo(State.NOT_TLS);
        assertThat(read(21, 3, 3, 0, 2)).as("an alert").isEqualTo(State.NOT_TLS);
        assertThat(read(0)).isEqualTo(State.NOT_TLS);
        assertThat(read('G', 'E')).isEqualTo(State.INCOMPLETE);
        assertThat(read('G', 'E', 'T', ' ')).isEqualTo(State.PLAINTEXT_HTTP);
        assertThat(read('O', 'P', 'T', 'I', 'O', 'N', 'S', ' ')).isEqualTo(State.PLAINTEXT_HTTP);
        assertThat(read('O', 'P', 'T', 'I', 'O', 'N', 'S', 'X', ' ')).isEqualTo(State.NOT_TLS);
        assertThat(read('S', 'S', 'H', '-')).isEqualTo(State.NOT_TLS);
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 5 && i % 2 == 0) {
                bytes[0] = 22;
                bytes[1] = 3;
                bytes[3] = 0;
                bytes[5] = 1;
            }
            assertThat(new HelloAssembler(MAX).read(Unpooled.wrappedBuffer(bytes)))
                    .isNotNull();
        }
    }

    private static State read(int... bytes) {
        ByteBuf received = Unpooled.buffer();
        for (int each : bytes) {
            received.writeByte(each);
        }
        return new HelloAssembler(MAX).read(received);
    }
}
