// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses pass the decoder and the rules: an upstream is not believed either. */
class ResponseGateTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 2xx OK\r\n\r\n",
                "HTTP/1.1 -20 OK\r\n\r\n",
                "HTTP/1.1\t200 OK\r\n\r\n",
                " HTTP/1.1 200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 200 O\u0000K\r\n\r\n",
                "HTTP/1.1 200 O\rK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n",
                "HTTP/1.x 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "<html>\r\n\r\n",
                "SSH-2.0-x\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 \r\n\r\n",
                "HTTP/1.1 000 x\r\n\r\n",
                "HTTP/1.1 099 x\r\n\r\n",
                "HTTP/1.1 600 x\r\n\r\n",
                "HTTP/1.1 999 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: \u0000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: 1\nY: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 x\r\nSec-WebSocket-Location: x\r\n\r\n",
                "HTTP/1.1 204 x\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 304 x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 103 x\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n"
            })
    void refuses(String octets) {
        assertThat(DecodedResponse.of(octets, octets.length()).fault).isTrue();
        assertThat(DecodedResponse.of(octets, 1).fault).isTrue();
    }

    @ParameterizedTest(name = "status {0} with {1}: length {2}, declared {3}")
    @CsvSource({
        "200, Content-Length: 3, 3, 3",
        "200, Content-Length: 0, -1, 0",
        "200, Transfer-Encoding: chunked, -2, -1",
        "200, X: 1, -3, -1",
        "404, X: 1, -3, -1",
        "204, X: 1, -1, -1",
        "204, Content-Length: 0, -1, -1",
        "304, Content-Length: 3, -1, 3",
        "304, X: 1, -1, -1",
        "304, Transfer-Encoding: chunked, -1, -1",
        "100, X: 1, -1, -1",
        "103, Content-Length: 0, -1, -1",
    })
    void knowsHowLongTheBodyIs(int status, String field, long length, long declared) {
        DecodedResponse decoded = DecodedResponse.of("HTTP/1.1 " + status + " x\r\n" + field + "\r\n\r\n", 1);
        assertThat(decoded.fault).isFalse();
        assertThat(decoded.heads.get(0).bodyLength()).isEqualTo(length);
        assertThat(decoded.heads.get(0).declaredLength()).isEqualTo(declared);
        assertThat(decoded.ends).isEqualTo(length == BodyLength.NONE ? 1 : 0);
        assertThat(decoded.heads.get(0).headers().contains("content-length")).isFalse();
        assertThat(decoded.heads.get(0).headers().contains("transfer-encoding")).isFalse();
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "Content-Length: 3, 3",
        "Content-Length: 0, 0",
        "Transfer-Encoding: chunked, -1",
        "X: 1, -1",
    })
    void nothingFollowsTheAnswerToHead(String field, long declared) {
        DecodedResponse decoded = DecodedResponse.toHead(OK + field + "\r\n\r\n");
        assertThat(decoded.fault).isFalse();
        assertThat(decoded.ends).isEqualTo(1);
        assertThat(decoded.unexpectedOctets).isFalse();
        assertThat(decoded.heads.get(0).bodyLength()).isEqualTo(BodyLength.NONE);
        assertThat(decoded.heads.get(0).declaredLength()).isEqualTo(declared);
        assertThat(decoded.heads.get(0).keepAlive()).isTrue();
    }

    @Test
    void interimHeadsDoNotEndTheResponse() {
        String octets =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nab";
        for (int piece : new int[] {1, octets.length()}) {
            DecodedResponse decoded = DecodedResponse.of(octets, piece);
            assertThat(decoded.heads).extracting(head -> head.status().code()).containsExactly(100, 103, 200);
            assertThat(decoded.body).hasToString("ab");
            assertThat(decoded.ends).isEqualTo(3);
            assertThat(decoded.unexpectedOctets).isFalse();
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 204 x\r\n\r\na",
                "HTTP/1.1 304 x\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void octetsBehindAResponseAreNeverPartOfOne(String octets) {
        for (int piece : new int[] {1, octets.length()}) {
            DecodedResponse decoded = DecodedResponse.of(octets, piece);
            assertThat(decoded.heads).hasSize(1);
            assertThat(decoded.ends).isEqualTo(1);
            assertThat(decoded.unexpectedOctets).isTrue();
        }
    }

    @Test
    void theEndOfTheConnectionEndsWhatIsFramedByIt() {
        DecodedResponse decoded = DecodedResponse.closedAfter(OK + "\r\nabc");
        assertThat(decoded.body).hasToString("abc");
        assertThat(decoded.ends).isEqualTo(1);
        assertThat(decoded.heads.get(0).keepAlive()).isFalse();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n",
                "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 20",
                "HTTP/1.1 20",
                ""
            })
    void theEndOfTheConnectionNeverCompletesWhatIsNotFramedByIt(String octets) {
        DecodedResponse decoded = DecodedResponse.closedAfter(octets);
        long interim = decoded.heads.stream().filter(ResponseHead::interim).count();
        assertThat(decoded.ends).isEqualTo((int) interim);
    }

    @Test
    void boundsTheHead() {
        assertThat(DecodedResponse.of(OK + "X: " + "a".repeat(DecodedResponse.MAX_HEAD), 100).fault)
                .isTrue();
        assertThat(DecodedResponse.of("HTTP/1.1 200 " + "a".repeat(DecodedResponse.MAX_HEAD), 100).fault)
                .isTrue();
        String start = OK + "Content-Length: 0\r\nX: ";
        String fits = start + "a".repeat(DecodedResponse.MAX_HEAD - start.length() - 4) + "\r\n\r\n";
        assertThat(DecodedResponse.of(fits, 100).ends).isEqualTo(1);
    }

    @ParameterizedTest(name = "HTTP/1.{0} with Connection: {1}")
    @CsvSource({"1, x, true", "1, close, false", "1, 'x, Close', false", "0, x, false", "0, keep-alive, true"})
    void knowsWhetherTheUpstreamStays(int minor, String connection, boolean keepAlive) {
        String octets = "HTTP/1." + minor + " 200 OK\r\nContent-Length: 0\r\nConnection: " + connection + "\r\n\r\n";
        assertThat(DecodedResponse.of(octets, 1).heads.get(0).keepAlive()).isEqualTo(keepAlive);
    }

    @Test
    void takesAwayWhatIsBetweenTwoEnds() {
        DecodedResponse decoded = DecodedResponse.of(
                OK
                        + "Content-Length: 0\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nProxy-Authenticate: x\r\nX-Stays: 1\r\n\r\n",
                1);
        assertThat(decoded.heads.get(0).headers().names()).containsExactly("X-Stays");
    }
}
