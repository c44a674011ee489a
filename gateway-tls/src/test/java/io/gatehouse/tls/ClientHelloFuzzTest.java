// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.tls.HelloAssembler.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends first: one hello or one fault, however it is cut into segments and records. */
class ClientHelloFuzzTest {
    private static final int MAX = 1024;

    static Stream<byte[]> hellos() {
        byte[] hello = HelloBytes.hello("shop.example.com");
        byte[] full = HelloBytes.body(
                new int[] {0x1301, 0xC02F},
                HelloBytes.extension(0, HelloBytes.names("a.test")),
                HelloBytes.groups(0x11EC, 0x1D),
                HelloBytes.versions(0x0304),
                HelloBytes.alpn("h2", "http/1.1"));
        return Stream.of(
                HelloBytes.records(hello, 16_384),
                HelloBytes.records(full, 7),
                HelloBytes.records(new byte[MAX + 1], 16_384),
                "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("hellos")
    @FuzzTest
    void anyCutGivesTheSame(byte[] octets) {
        Random random = new Random(Arrays.hashCode(octets));
        String whole = read(octets, Math.max(1, octets.length), random);
        for (int longest : new int[] {1, 5, 1 + octets.length / 2}) {
            assertThat(read(octets, longest, random)).isEqualTo(whole);
        }
        judge(octets, random); // as a body, which needs no luck to get past the records
    }

    private static String read(byte[] octets, int longest, Random random) {
        HelloAssembler assembler = new HelloAssembler(MAX);
        ByteBuf received = Unpooled.buffer(octets.length);
        State state = State.INCOMPLETE;
        for (int sent = 0; sent < octets.length && state == State.INCOMPLETE; ) {
            int size = Math.min(octets.length - sent, longest == octets.length ? longest : 1 + random.nextInt(longest));
            received.writeBytes(octets, sent, size);
            sent += size;
            state = assembler.read(received);
            assertThat(received.readerIndex()).as("nothing is consumed").isZero();
        }
        if (state != State.COMPLETE) {
            return state.name();
        }
        byte[] body = assembler.body(received);
        assertThat(body.length).isLessThanOrEqualTo(Math.min(MAX, octets.length));
        return Arrays.toString(body) + judge(body, random);
    }

    /** What a body means; in records of any size it means the same. */
    private static String judge(byte[] body, Random random) {
        String meaning;
        try {
            ClientHello hello = ClientHello.parse(body);
            meaning = "name " + hello.serverName() + " alpn " + hello.speaks("http/1.1");
        } catch (MalformedHello e) {
            meaning = "malformed " + e.getMessage();
        }
        if (body.length <= MAX) {
            HelloAssembler assembler = new HelloAssembler(MAX);
            ByteBuf records = Unpooled.wrappedBuffer(HelloBytes.records(body, 1 + random.nextInt(body.length + 4)));
            assertThat(assembler.read(records)).isEqualTo(State.COMPLETE);
            assertThat(assembler.body(records)).isEqualTo(body);
        }
        return meaning;
    }
}
