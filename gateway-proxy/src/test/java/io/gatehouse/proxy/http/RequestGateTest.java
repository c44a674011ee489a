// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which heads pass the decoder and the rules, however they are cut into reads. */
class RequestGateTest {
    private static final String LINE = "GET / HTTP/1.1\r\n";
    private static final String HOST = "Host: a.example\r\n";
    private static final String GOOD_START = LINE + HOST;

    static Stream<Arguments> refusedHeads() {
        List<Arguments> table = new ArrayList<>();
        // The request line.
        for (String line : List.of(
                " GET / HTTP/1.1",
                "\tGET / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\t",
                "GET / HTTP/1.1\u000b",
                "GET / HTTP/1.10",
                "GET / HTTP/1.",
                "GET / HTTP/1",
                "GET / HTTP/1,1",
                "GET / http/1.1",
                "GET / HTTPS/1.1",
                "GET / ",
                "GET /a b HTTP/1.1",
                "GE\u0000T / HTTP/1.1",
                "GE(T / HTTP/1.1",
                "\u0000GET / HTTP/1.1",
                "\u00ffGET / HTTP/1.1",
                "\nGET / HTTP/1.1",
                "{}",
                "GET",
                "\u0016\u0003\u0001\u0002")) {
            table.add(arguments(HttpFault.REQUEST_LINE, line + "\r\n" + HOST + "\r\n"));
        }
        table.add(arguments(HttpFault.REQUEST_LINE, "\r\n\r\n" + GOOD_START + "\r\n"));
        table.add(arguments(HttpFault.REQUEST_LINE, "GET / HTTP/1.1\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.BARE_CR, "\rGET / HTTP/1.1\r\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.BARE_CR, "GET / HTTP/1.1\r" + HOST + "\r\n"));
        for (String target : List.of(
                " /", "\t/", "/\t", "/a#b", "/\u00e9", "/\"", "/<", "/>", "/\\", "/^", "/`", "/{", "/|", "/}",
                "/\u007f", "/\u0000", "/\u0001", "/a\r", "/a\n")) {
            table.add(arguments(HttpFault.TARGET, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n"));
        }
        table.add(arguments(HttpFault.TARGET, "GET /\r\n")); // HTTP/0.9
        table.add(arguments(HttpFault.VERSION, "GET / HTTP/0.9\r\n\r\n"));
        table.add(arguments(HttpFault.VERSION, "GET / HTTP/2.0\r\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.VERSION, "GET / HTTP/3\r\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.VERSION, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        // The forms of a target.
        for (String line : List.of("GET *", "GET a", "GET a.example:80", "GET ftp://a/", "GET //a", "GET http:/a")) {
            HttpFault fault = line.equals("GET //a") ? null : HttpFault.TARGET_FORM;
            if (fault != null) {
                table.add(arguments(fault, line + " HTTP/1.1\r\n" + HOST + "\r\n"));
            }
        }
        table.add(arguments(HttpFault.METHOD_REFUSED, "CONNECT a.example:443 HTTP/1.1\r\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.METHOD_REFUSED, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"));
        for (String path : List.of("/%", "/%4", "/%g0", "/%0g", "/%%41", "/%00", "/a%00b", "/% 1".replace(' ', '+'))) {
            table.add(arguments(HttpFault.PATH, "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n"));
        }
        for (String authority : List.of("", "u@a.example", "u:p@a.example", "a.example:x", ":80", "a,b", "[::1")) {
            table.add(arguments(HttpFault.HOST_INVALID, "GET http://" + authority + "/ HTTP/1.1\r\n" + HOST + "\r\n"));
        }
        // Host.
        table.add(arguments(HttpFault.HOST_MISSING, LINE + "\r\n"));
        table.add(arguments(HttpFault.HOST_MISSING, "GET http://a.example/ HTTP/1.1\r\n\r\n"));
        table.add(arguments(HttpFault.HOST_REPEATED, GOOD_START + HOST + "\r\n"));
        table.add(arguments(HttpFault.HOST_REPEATED, GOOD_START + "hOsT: b.example\r\n\r\n"));
        table.add(arguments(HttpFault.HOST_REPEATED, "GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n"));
        for (String host : List.of(
                "",
                "a,b",
                "a, b",
                "a b",
                "u@a",
                "a/",
                "a/b",
                "a?b",
                "a:x",
                "a:-1",
                "a:+1",
                "a:0",
                "a:65536",
                "a:123456",
                "a:80:80",
                ":80",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]:x",
                "[a]",
                "[1.2.3.4]",
                "[]",
                "1.2.3.999",
                "1.2.3",
                "a..b",
                ".a",
                ".",
                "..",
                "-a",
                "a-",
                "*",
                "a%41",
                "a;b",
                "a\\b",
                "(a)",
                "a\tb",
                "\u00e9.example",
                "\u00c3\u00a9",
                "http://a",
                "a#b",
                "[fe80::1%25eth0]")) {
            table.add(arguments(HttpFault.HOST_INVALID, LINE + "Host: " + host + "\r\n\r\n"));
        }
        table.add(arguments(HttpFault.HOST_INVALID, "GET http://a.example/ HTTP/1.1\r\nHost: u@b\r\n\r\n"));
        // Fields.
        for (String field : List.of(
                "X Y: 1",
                "X : 1",
                "X\t: 1",
                ": 1",
                "X",
                "X\u0000: 1",
                "X\u007f: 1",
                "\u00e9: 1",
                "(X): 1",
                "X@: 1",
                "\u000bX: 1",
                "\nX: 1",
                "Content-Length : 5",
                "Transfer-Encoding\t: chunked",
                "\u0001Host: b")) {
            table.add(arguments(HttpFault.FIELD_NAME, GOOD_START + field + "\r\n\r\n"));
        }
        for (String value : List.of("a\u0000", "\u0000", "a\u0001b", "a\u000bb", "a\u001f", "a\u007f", "a\u0008")) {
            table.add(arguments(HttpFault.FIELD_VALUE, GOOD_START + "X: " + value + "\r\n\r\n"));
        }
        table.add(arguments(HttpFault.FOLDED_LINE, GOOD_START + "X: 1\r\n 2\r\n\r\n"));
        table.add(arguments(HttpFault.FOLDED_LINE, GOOD_START + "X: 1\r\n\t2\r\n\r\n"));
        table.add(arguments(HttpFault.FOLDED_LINE, LINE + " Host: b\r\n" + HOST + "\r\n"));
        table.add(arguments(HttpFault.FOLDED_LINE, GOOD_START + " \r\n\r\n"));
        table.add(arguments(HttpFault.BARE_LF, GOOD_START + "X: 1\nY: 2\r\n\r\n"));
        table.add(arguments(HttpFault.BARE_LF, GOOD_START + "X: 1\n\n"));
        table.add(arguments(HttpFault.BARE_CR, GOOD_START + "X: 1\rY: 2\r\n\r\n"));
        table.add(arguments(HttpFault.BARE_CR, GOOD_START + "X: 1\r\r\n\r\n"));
        table.add(arguments(HttpFault.BARE_CR, GOOD_START + "X: 1\r\n\rX"));
        // Framing.
        for (String length : List.of(
                "",
                "+5",
                "-5",
                "-0",
                "0x5",
                "5,5",
                "5, 5",
                "5 5",
                "5;",
                "\"5\"",
                "5a",
                "1e1",
                "5.0",
                "\u0665",
                "\u00b2",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999",
                "chunked")) {
            table.add(arguments(HttpFault.CONTENT_LENGTH, GOOD_START + "Content-Length: " + length + "\r\n\r\nhello"));
        }
        table.add(arguments(
                HttpFault.CONTENT_LENGTH, GOOD_START + "Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello"));
        table.add(arguments(
                HttpFault.CONTENT_LENGTH, GOOD_START + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"));
        table.add(
                arguments(HttpFault.CONTENT_LENGTH, GOOD_START + "Content-Length: 5\r\nContent-Length:\r\n\r\nhello"));
        for (String encoding : List.of(
                "",
                "xchunked",
                "chunked, chunked",
                "chunked,chunked",
                "chunked, gzip",
                "identity",
                "chunked, identity",
                "chunked;q=1",
                "\"chunked\"",
                ",chunked",
                "chunked,",
                "chunke",
                "chunked xchunked",
                "chunked, xchunked",
                "g zip, chunked",
                "'chunked'",
                "chunked\u00a0")) {
            table.add(arguments(
                    HttpFault.TRANSFER_ENCODING, GOOD_START + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n"));
        }
        for (String encoding : List.of("gzip, chunked", "identity, chunked", "gzip,,x , Chunked")) {
            table.add(arguments(
                    HttpFault.UNKNOWN_CODING, GOOD_START + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n"));
        }
        table.add(arguments(
                HttpFault.TRANSFER_ENCODING,
                GOOD_START + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        table.add(arguments(
                HttpFault.TRANSFER_ENCODING,
                GOOD_START + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"));
        for (String length : List.of("0", "5", "x")) {
            for (String encoding : List.of("chunked", "identity", "gzip, chunked", "")) {
                String one = "Content-Length: " + length + "\r\n";
                String other = "Transfer-Encoding: " + encoding + "\r\n";
                table.add(arguments(HttpFault.LENGTH_AND_ENCODING, GOOD_START + one + other + "\r\n0\r\n\r\n"));
                table.add(arguments(HttpFault.LENGTH_AND_ENCODING, GOOD_START + other + one + "\r\n0\r\n\r\n"));
            }
        }
        for (String rest : List.of("", "Content-Length: 5\r\n")) {
            table.add(arguments(
                    HttpFault.ENCODING_IN_1_0,
                    "GET / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n" + rest + "\r\n0\r\n\r\n"));
        }
        for (String alias : List.of("Content_Length: 5", "content_length: 0", "Transfer_Encoding: chunked")) {
            table.add(arguments(HttpFault.FRAMING_ALIAS, GOOD_START + alias + "\r\n\r\n"));
            table.add(
                    arguments(HttpFault.FRAMING_ALIAS, GOOD_START + "Content-Length: 5\r\n" + alias + "\r\n\r\nhello"));
        }
        for (String hops : List.of("", "-1", "+1", "1,2", "1 2", "x", "0x1", "1234567890", "1\r\nMax-Forwards: 1")) {
            table.add(arguments(
                    HttpFault.MAX_FORWARDS, "OPTIONS / HTTP/1.1\r\n" + HOST + "Max-Forwards: " + hops + "\r\n\r\n"));
        }
        // Fields that are not the client's.
        for (String nominated : List.of(
                "Host",
                "content-length",
                "Transfer-Encoding",
                "Expect",
                "X-Forwarded-For",
                "x_forwarded_for",
                "Client-Cert",
                "client_cert_chain",
                "Via",
                "Forwarded",
                "X-Real-IP",
                "close, host",
                "host, close",
                "a b",
                "\"x\"",
                "x=y")) {
            table.add(arguments(HttpFault.NOMINATION, GOOD_START + "Connection: " + nominated + "\r\n\r\n"));
        }
        table.add(arguments(
                HttpFault.NOMINATION, GOOD_START + "Connection: keep-alive\r\nConnection: X-Forwarded-Host\r\n\r\n"));
        for (String expectation : List.of("", "x", "200-ok", "100-continue, x", "100-continue;a", "100-continu")) {
            table.add(arguments(HttpFault.EXPECTATION, GOOD_START + "Expect: " + expectation + "\r\n\r\n"));
        }
        table.add(
                arguments(HttpFault.EXPECTATION, GOOD_START + "Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n"));
        table.add(arguments(HttpFault.OBSOLETE_WEBSOCKET, GOOD_START + "Sec-WebSocket-Key1: 1\r\n\r\n12345678"));
        // Upgrades.
        String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        table.add(arguments(HttpFault.UPGRADE, "POST / HTTP/1.1\r\n" + HOST + upgrade + version + key + "\r\n"));
        table.add(arguments(HttpFault.UPGRADE, GOOD_START + upgrade + key + "\r\n"));
        table.add(arguments(HttpFault.UPGRADE, GOOD_START + upgrade + "Sec-WebSocket-Version: 8\r\n" + key + "\r\n"));
        table.add(arguments(HttpFault.UPGRADE, GOOD_START + upgrade + version + "\r\n"));
        table.add(arguments(HttpFault.UPGRADE, GOOD_START + upgrade + version + key + key + "\r\n"));
        table.add(
                arguments(HttpFault.UPGRADE, GOOD_START + upgrade + version + key + "Content-Length: 5\r\n\r\nhello"));
        table.add(arguments(
                HttpFault.UPGRADE,
                GOOD_START + upgrade + version + key + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        return table.stream();
    }

    @ParameterizedTest(name = "{0}: [{index}] {1}")
    @MethodSource("refusedHeads")
    void refusesAHeadForItsReasonHoweverItIsCut(HttpFault expected, String head) {
        assertThat(DecodedRequests.whole(head).fault).isEqualTo(expected);
        assertThat(DecodedRequests.byteByByte(head).fault).isEqualTo(expected);
        for (int seed = 0; seed < 2; seed++) {
            assertThat(DecodedRequests.cutAtRandom(head, new Random(seed)).fault)
                    .isEqualTo(expected);
        }
    }

    static Stream<Arguments> admittedHeads() {
        return Stream.of(
                arguments(GOOD_START + "\r\n", "GET", "/", "a.example", 0, BodyLength.NONE),
                arguments("\r\n" + GOOD_START + "\r\n", "GET", "/", "a.example", 0, BodyLength.NONE),
                arguments("get / HTTP/1.1\r\n" + HOST + "\r\n", "get", "/", "a.example", 0, BodyLength.NONE),
                arguments("M-SEARCH / HTTP/1.1\r\n" + HOST + "\r\n", "M-SEARCH", "/", "a.example", 0, BodyLength.NONE),
                arguments("GET / HTTP/1.9\r\n" + HOST + "\r\n", "GET", "/", "a.example", 0, BodyLength.NONE),
                arguments("GET //a HTTP/1.1\r\n" + HOST + "\r\n", "GET", "/a", "a.example", 0, BodyLength.NONE),
                arguments("GET /?a%fe=%00 HTTP/1.1\r\n" + HOST + "\r\n", "GET", "/?a%fe=%00", "a.example", 0, -1L),
                arguments("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", "OPTIONS", "*", "a.example", 0, BodyLength.NONE),
                arguments("GET / HTTP/1.1\r\n" + HOST + "Max-Forwards: x\r\n\r\n", "GET", "/", "a.example", 0, -1L),
                arguments("GET / HTTP/1.1\r\n" + HOST + "Content_Type: x\r\n\r\n", "GET", "/", "a.example", 0, -1L),
                arguments("OPTIONS http://b HTTP/1.1\r\n" + HOST + "\r\n", "OPTIONS", "*", "b", 0, BodyLength.NONE),
                arguments("GET http://B:81/x?y HTTP/1.1\r\n" + HOST + "\r\n", "GET", "/x?y", "b", 81, BodyLength.NONE),
                arguments("GET hTTps://b?y HTTP/1.1\r\n" + HOST + "\r\n", "GET", "/?y", "b", 0, BodyLength.NONE),
                arguments("GET http://b HTTP/1.1\r\n" + HOST + "\r\n", "GET", "/", "b", 0, BodyLength.NONE),
                arguments(LINE + "Host:A.EXAMPLE.\r\n\r\n", "GET", "/", "a.example", 0, BodyLength.NONE),
                arguments(LINE + "Host:\t a.example:8443 \t\r\n\r\n", "GET", "/", "a.example", 8443, BodyLength.NONE),
                arguments(LINE + "Host: a:\r\n\r\n", "GET", "/", "a", 0, BodyLength.NONE),
                arguments(LINE + "Host: a_b.c\r\n\r\n", "GET", "/", "a_b.c", 0, BodyLength.NONE),
                arguments(LINE + "Host: [::1]:80\r\n\r\n", "GET", "/", "::1", 80, BodyLength.NONE),
                arguments(LINE + "Host: 127.0.0.1\r\n\r\n", "GET", "/", "127.0.0.1", 0, BodyLength.NONE),
                arguments(GOOD_START + "X:\r\nY: \u00ff\t\"\r\n\r\n", "GET", "/", "a.example", 0, BodyLength.NONE),
                arguments(GOOD_START + "Content-Length: 0\r\n\r\n", "GET", "/", "a.example", 0, 0L),
                arguments(GOOD_START + "Content-Length:\t05 \r\n\r\nhello", "GET", "/", "a.example", 0, 5L),
                arguments(
                        GOOD_START + "Content-Length: 00000000000000000005\r\n\r\nhello",
                        "GET",
                        "/",
                        "a.example",
                        0,
                        5L),
                arguments(GOOD_START + "TRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n", "GET", "/", "a.example", 0, -2L),
                arguments("GET / HTTP/1.0\r\n" + HOST + "Content-Length: 1\r\n\r\nx", "GET", "/", "a.example", 0, 1L),
                arguments("GET / HTTP/1.0\r\n" + HOST + "Expect: x\r\n\r\n", "GET", "/", "a.example", 0, -1L),
                arguments(GOOD_START + "Expect: 100-Continue\r\n\r\n", "GET", "/", "a.example", 0, BodyLength.NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("admittedHeads")
    void admitsAHeadHoweverItIsCut(
            String octets, String method, String target, String host, int port, long bodyLength) {
        DecodedRequests whole = DecodedRequests.whole(octets);
        assertThat(whole.fault).isNull();
        assertThat(whole.complete()).isEqualTo(1);
        RequestHead head = whole.messages.get(0).head;
        Authority authority = head.authority();
        assertThat(head.method()).isEqualTo(method);
        assertThat(head.target()).isEqualTo(target);
        assertThat(authority).isNotNull();
        assertThat(authority == null ? "" : authority.host()).isEqualTo(host);
        assertThat(authority == null ? -1 : authority.port()).isEqualTo(port);
        assertThat(head.bodyLength()).isEqualTo(bodyLength);
        assertThat(DecodedRequests.byteByByte(octets)).hasToString(whole.toString());
        for (int seed = 0; seed < 2; seed++) {
            assertThat(DecodedRequests.cutAtRandom(octets, new Random(seed))).hasToString(whole.toString());
        }
    }

    /** Whatever Netty's decoder finds behind our own look at the octets. */
    @Test
    void refusesWhatTheDecoderRefused() {
        assertThat(refusalBehind(new TooLongFrameException())).isEqualTo(HttpFault.HEAD_TOO_LARGE);
        assertThat(refusalBehind(new IllegalArgumentException())).isEqualTo(HttpFault.FIELD_VALUE);
    }

    private static HttpFault refusalBehind(Exception decoderFailure) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.headers().set("Host", "a");
        request.setDecoderResult(DecoderResult.failure(decoderFailure));
        RequestRules.Verdict verdict = RequestRules.admit(request);
        assertThat(verdict).isInstanceOf(RequestRules.Verdict.Refused.class);
        return ((RequestRules.Verdict.Refused) verdict).fault();
    }

    @ParameterizedTest(name = "HTTP/1.{0}: {1}")
    @CsvSource({"1, true", "0, false"})
    void takesTrailersForThoseWhoKnowThem(int minor, boolean accepts) {
        DecodedRequests decoded =
                DecodedRequests.whole("GET / HTTP/1." + minor + "\r\n" + HOST + "TE: trailers\r\n\r\n");
        assertThat(decoded.messages.get(0).head.acceptsTrailers()).isEqualTo(accepts);
    }

    @Test
    void admitsHttp10WithoutHost() {
        DecodedRequests decoded = DecodedRequests.whole("GET / HTTP/1.0\r\n\r\n");
        assertThat(decoded.fault).isNull();
        RequestHead head = decoded.messages.get(0).head;
        assertThat(head.authority()).isNull();
        assertThat(head.http10()).isTrue();
        assertThat(head.keepAlive()).isFalse();
    }

    @ParameterizedTest(name = "a request line of the limit and {0} octets")
    @ValueSource(ints = {-10, -9, -2, -1, 0, 1, 2, 8, 9, 10, 100})
    void boundsTheRequestLine(int over) {
        String around = "GET  HTTP/1.1";
        String target = "/" + "a".repeat(DecodedRequests.MAX_LINE + over - around.length() - 1);
        DecodedRequests decoded = DecodedRequests.whole("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(decoded.fault).isEqualTo(over > 0 ? HttpFault.LINE_TOO_LONG : null);
    }

    @Test
    void boundsTheMethod() {
        assertThat(DecodedRequests.whole("A".repeat(DecodedRequests.MAX_LINE + 1)).fault)
                .isEqualTo(HttpFault.LINE_TOO_LONG);
    }

    @ParameterizedTest(name = "a head of the limit and {0} octets")
    @ValueSource(ints = {-2, -1, 0, 1, 2, 500})
    void boundsTheHead(int over) {
        String around = GOOD_START + "X: \r\n\r\n";
        String value = "a".repeat(DecodedRequests.MAX_HEAD + over - around.length());
        DecodedRequests decoded = DecodedRequests.whole(GOOD_START + "X: " + value + "\r\n\r\n");
        assertThat(decoded.fault).isEqualTo(over > 0 ? HttpFault.HEAD_TOO_LARGE : null);
    }

    @ParameterizedTest(name = "{0} fields")
    @ValueSource(ints = {9, 10, 11, 40})
    void boundsTheNumberOfFields(int fields) {
        String head = GOOD_START + "X: 1\r\n".repeat(fields - 1) + "\r\n";
        HttpFault expected = fields > DecodedRequests.MAX_FIELDS ? HttpFault.TOO_MANY_FIELDS : null;
        assertThat(DecodedRequests.whole(head).fault).isEqualTo(expected);
    }

    @Test
    void judgesEachPipelinedRequestByItself() {
        String octets = GOOD_START + "Content-Length: 3\r\n\r\nabc" + GOOD_START + "\r\n" + LINE + "\r\n";
        DecodedRequests decoded = DecodedRequests.whole(octets);
        assertThat(decoded.complete()).isEqualTo(2);
        assertThat(decoded.fault).isEqualTo(HttpFault.HOST_MISSING);
        assertThat(DecodedRequests.byteByByte(octets)).hasToString(decoded.toString());
    }

    @Test
    void takesAwayWhatIsBetweenTwoEnds() {
        RequestHead head = DecodedRequests.whole(GOOD_START
                        + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\n"
                        + "TE: trailers, gzip\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nProxy-Authorization: x\r\n"
                        + "X-Stays: 1\r\n\r\n")
                .messages
                .get(0)
                .head;
        assertThat(head.headers().names()).containsExactly("X-Stays");
        assertThat(head.acceptsTrailers()).isTrue();
        assertThat(head.upgradesToWebSocket()).isFalse();
    }

    @ParameterizedTest(name = "HTTP/1.{0} with Connection: {1}")
    @MethodSource("persistence")
    void knowsWhetherTheClientStays(int minor, String connection, boolean keepAlive) {
        String field = connection.isEmpty() ? "" : "Connection: " + connection + "\r\n";
        DecodedRequests decoded = DecodedRequests.whole("GET / HTTP/1." + minor + "\r\n" + HOST + field + "\r\n");
        assertThat(decoded.messages.get(0).head.keepAlive()).isEqualTo(keepAlive);
    }

    static Stream<Arguments> persistence() {
        return Stream.of(
                arguments(1, "", true),
                arguments(1, "close", false),
                arguments(1, "Close", false),
                arguments(1, "x, close", false),
                arguments(1, "keep-alive, close", false),
                arguments(1, "x-close", true),
                arguments(0, "", false),
                arguments(0, "Keep-Alive", true),
                arguments(0, "keep-alive, close", false));
    }
}
