// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a chunked body, RFC 9112, section 7.1, and what is none. */
class ChunkedBodyTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("0\r\n\r\n", ""),
                arguments("000\r\n\r\n", ""),
                arguments("5\r\nhello\r\n0\r\n\r\n", "hello"),
                arguments("05\r\nhello\r\n0\r\n\r\n", "hello"),
                arguments("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
                arguments("1;x\r\na\r\n1;x=y\r\nb\r\n1;x=\"y\"\r\nc\r\n0;z\r\n\r\n", "abc"),
                arguments("1 ;\t x = y ; z\r\na\r\n0 ; x = \"\\\"; \\\\ \u00ff\";y\r\n\r\n", "a"),
                arguments("1 \t;xy  =\t yz\t ;z\r\na\r\n0\r\n\r\n", "a"),
                arguments("3\r\n\r\n0\r\n0\r\n\r\n", "\r\n0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isReadHoweverItIsCut(String body, String content) {
        DecodedRequests whole = DecodedRequests.whole(HEAD + body);
        assertThat(whole.fault).isNull();
        assertThat(whole.complete()).isEqualTo(1);
        assertThat(whole.messages.get(0).body).hasToString(content);
        assertThat(DecodedRequests.byteByByte(HEAD + body)).hasToString(whole.toString());
        assertThat(DecodedRequests.cutAtRandom(HEAD + body, new Random(1))).hasToString(whole.toString());
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 x\r\nhello\r\n0\r\n\r\n",
                "5,\r\nhello\r\n0\r\n\r\n",
                "5\u0000\r\nhello\r\n0\r\n\r\n",
                "5\u000b\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\rhello\r\n0\r\n\r\n",
                "5\rXhello\r\n0\r\n\r\n",
                "5\r\nhelloX\n0\r\n\r\n",
                "5\r\nhello\rX0\r\n\r\n",
                "5 xa\r\nhello\r\n0\r\n\r\n",
                "5;x=\"\\\u0000\"\r\nhello\r\n0\r\n\r\n",
                "0\r\nX: 1\rYZ: 1\r\n\r\n",
                "5\r\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "5;\r\nhello\r\n0\r\n\r\n",
                "5; \r\nhello\r\n0\r\n\r\n",
                "5;;x\r\nhello\r\n0\r\n\r\n",
                "5;x;\r\nhello\r\n0\r\n\r\n",
                "5;=x\r\nhello\r\n0\r\n\r\n",
                "5;x=\r\nhello\r\n0\r\n\r\n",
                "5;x==y\r\nhello\r\n0\r\n\r\n",
                "5;x \r\nhello\r\n0\r\n\r\n",
                "5;x y\r\nhello\r\n0\r\n\r\n",
                "5;x=y z\r\nhello\r\n0\r\n\r\n",
                "5;x=\"y\r\nhello\r\n0\r\n\r\n",
                "5;x=\"y\"z\r\nhello\r\n0\r\n\r\n",
                "5;x=\"\u0000\"\r\nhello\r\n0\r\n\r\n",
                "5;x(y\r\nhello\r\n0\r\n\r\n",
                "0;\r\n\r\n",
                "7fffffffffffffff\r\n",
                "10000000000000005\r\nhello\r\n",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000x\r\n",
                "5;x\nhello\r\n0\r\n\r\n",
                "5;x=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
                "5;\rhello\r\n0\r\n\r\n",
                "0\n\r\n",
                "0\r\n\n",
                "5\r\nhello\r\n0\r\nX: 1\n\r\n",
                "0\r\nX : 1\r\n\r\n",
                "0\r\n: 1\r\n\r\n",
                "0\r\nX\r\n\r\n",
                "0\r\nX: \u0000\r\n\r\n",
                "0\r\n X: 1\r\n\r\n",
                "0\r\nX: 1\r\n folded\r\n\r\n",
                "0\r\nX: 1\r\n\tfolded\r\n\r\n",
                "0\r\nX Y: 1\r\n\r\n",
                "0\r\nX: 1\r\nX\tY: 1\r\n\r\n",
                "0\r\nX: 1\rY: 1\r\n\r\n",
                "0\r\nX: 1\r\n\rX",
                "0 0\r\n\r\n"
            })
    void isRefusedHoweverItIsCut(String body) {
        DecodedRequests whole = DecodedRequests.whole(HEAD + body);
        assertThat(whole.fault).isEqualTo(HttpFault.CHUNK);
        assertThat(DecodedRequests.byteByByte(HEAD + body).fault).isEqualTo(HttpFault.CHUNK);
        assertThat(whole.complete()).isZero();
    }

    static Stream<Arguments> chunksAndParts() {
        return Stream.of(
                arguments(List.of(1), List.of(1)),
                arguments(List.of(1, 256, 2), List.of(259)),
                arguments(List.of(257, 1, 1), List.of(257, 2)),
                arguments(List.of(1, 1, 257, 1), List.of(2, 257, 1)),
                arguments(Collections.nCopies(10_000, 1), List.of(8 * 1024, 10_000 - 8 * 1024)));
    }

    /** Each part is written, counted and handed on by itself. */
    @ParameterizedTest(name = "[{index}]")
    @MethodSource("chunksAndParts")
    void smallChunksThatComeAtOnceGoOnAtOnce(List<Integer> chunks, List<Integer> parts) {
        StringBuilder octets = new StringBuilder();
        chunks.forEach(size -> octets.append(Integer.toHexString(size))
                .append("\r\n")
                .append("x".repeat(size))
                .append("\r\n"));
        ByteBuf in = Unpooled.copiedBuffer(octets + "0\r\n\r\n", StandardCharsets.US_ASCII);
        ChunkedBody body = new ChunkedBody(new HeadLimits(8192, 8192, 10));
        List<Object> out = new ArrayList<>();
        boolean end = false;
        while (!end) {
            end = body.decode(in, out);
        }
        in.release();
        List<Integer> found = new ArrayList<>();
        for (Object each : out) {
            ByteBuf part = ((HttpContent) each).content();
            found.add(part.readableBytes());
            part.release();
        }
        List<Integer> expected = new ArrayList<>(parts);
        expected.add(0); // the end
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void keepsTrailers() {
        DecodedRequests decoded = DecodedRequests.whole(HEAD + "1\r\na\r\n0\r\nX-Sum: 1\r\nX-Other:2 \r\n\r\n");
        assertThat(decoded.fault).isNull();
        assertThat(decoded.messages.get(0).trailers).isEqualTo(Map.of("X-Sum", "1", "X-Other", "2"));
    }

    @ParameterizedTest(name = "{0} as a trailer")
    @ValueSource(
            strings = {
                "Host",
                "Cookie",
                "Authorization",
                "X-Forwarded-For",
                "x_real_ip",
                "Content-Type",
                "Content-Length",
                "Transfer-Encoding",
                "Trailer"
            })
    void refusesForbiddenTrailers(String name) {
        DecodedRequests decoded = DecodedRequests.whole(HEAD + "0\r\n" + name + ": x\r\n\r\n");
        assertThat(decoded.fault).isEqualTo(HttpFault.TRAILER);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"7fffffff", "80000000", "ffffffff", "100000000", "00000fffffffffffffff"})
    void mayHaveChunksOfAnySize(String size) {
        DecodedRequests decoded = DecodedRequests.whole(HEAD + size + "\r\nabc");
        assertThat(decoded.fault).isNull();
        assertThat(decoded.complete()).isZero();
        assertThat(decoded.messages.get(0).body).hasToString("abc");
    }

    @ParameterizedTest(name = "trailers of the limit and {0} octets")
    @ValueSource(ints = {-1, 0, 1})
    void boundsTrailers(int over) {
        String trailers = "A: 1\r\nX: " + "v".repeat(DecodedRequests.MAX_HEAD + over - 7) + "\r\n";
        DecodedRequests decoded = DecodedRequests.whole(HEAD + "0\r\n" + trailers + "\r\n");
        assertThat(decoded.fault).isEqualTo(over > 0 ? HttpFault.TRAILERS_TOO_LARGE : null);
    }

    @ParameterizedTest(name = "a line of the limit and {0} octets")
    @ValueSource(ints = {-1, 0, 1})
    void boundsTheLineOfASize(int over) {
        String line = "1;" + "x".repeat(DecodedRequests.MAX_LINE + over - 2);
        DecodedRequests decoded = DecodedRequests.whole(HEAD + line + "\r\na\r\n0\r\n\r\n");
        assertThat(decoded.fault).isEqualTo(over > 0 ? HttpFault.CHUNK : null);
    }

    @ParameterizedTest(name = "{0} octets of framing around {1} of content: {2}")
    @CsvSource({"32768, 0, false", "32769, 0, true", "32776, 1, false", "32777, 1, true"})
    void boundsFramingByContent(int framing, int content, boolean exceeds) {
        ChunkOverhead overhead = new ChunkOverhead();
        assertThat(overhead.exceedsWithFraming(1_000)).isFalse();
        overhead.content(content);
        assertThat(overhead.exceedsWithFraming(framing - 1_000)).isEqualTo(exceeds);
    }

    @Test
    void boundsExtensionsTogether() {
        String chunk = "1;" + "x".repeat(150) + "\r\na\r\n";
        DecodedRequests decoded = DecodedRequests.whole(HEAD + chunk.repeat(1000) + "0\r\n\r\n");
        assertThat(decoded.fault).isEqualTo(HttpFault.CHUNK_OVERHEAD);
    }

    @Test
    void admitsManySmallChunks() {
        DecodedRequests decoded = DecodedRequests.whole(HEAD + "1\r\na\r\n".repeat(20_000) + "0\r\n\r\n");
        assertThat(decoded.fault).isNull();
        assertThat(decoded.messages.get(0).body).hasSize(20_000);
    }
}
