// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the gateway answers itself: status, exact text, and whether the connection goes on. */
class LocalAnswerTest {
    private static final String HOST = "Host: a.example\r\n";

    private static String yaml(int port) {
        return """
                limits: {request_line_bytes: 1KiB, request_head_bytes: 2KiB, request_headers: 20, request_body_bytes: 100}
                upstreams:
                  - {id: u, nodes: {"127.0.0.1:%d": 1}}
                  - {id: empty, nodes: {}}
                  - {id: unknown, nodes: {"does-not-exist.invalid:80": 1}}
                routes:
                  - {id: r, uri: /r/*, upstream_id: u}
                  - {id: large, uri: /large, upstream_id: u, max_body_bytes: 0}
                  - {id: empty, uri: /empty, upstream_id: empty}
                  - {id: unknown, uri: /unknown, upstream_id: unknown}
                  - {id: moved, uri: /moved/*, plugins: {redirect: {http_to_https: true}}}
                  - {id: moved-port, uri: /port, plugins: {redirect: {http_to_https: true, https_port: 8443}}}
                  - {id: slash, host: slash.example, uri: /*, plugins: {redirect: {uri: "$uri/"}}}
                  - {id: same, host: same.example, uri: /*, plugins: {redirect: {uri: "$request_uri"}}}
                  - {id: below, host: below.example, uri: /*, plugins: {redirect: {uri: "/$uri"}}}
                  - {id: cdn, host: cdn.example, uri: /*, plugins: {redirect: {uri: "//b.example$uri"}}}
                  - {id: named, uri: /named/*, plugins: {redirect: {uri: "https://$host/new$uri"}}}
                  - {id: away, uri: /away, plugins: {redirect: {uri: "https://b.example$request_uri", ret_code: 307}}}
                """.formatted(port);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("GET /none HTTP/1.1\r\n" + HOST + "\r\n", "404 Not Found", "404 Route Not Found", false),
                arguments("GET /R/x HTTP/1.1\r\n" + HOST + "\r\n", "404 Not Found", "404 Route Not Found", false),
                arguments(
                        "GET /empty HTTP/1.1\r\n" + HOST + "\r\n",
                        "503 Service Unavailable",
                        "no upstream node",
                        false),
                arguments(
                        "GET /unknown HTTP/1.1\r\n" + HOST + "\r\n",
                        "502 Bad Gateway",
                        "the upstream's name does not resolve",
                        false),
                arguments(
                        "GET /r/x HTTP/1.1\r\n" + HOST + "\r\n",
                        "502 Bad Gateway",
                        "the upstream cannot be reached",
                        false),
                arguments(
                        "GET  / HTTP/1.1\r\n" + HOST + "\r\n",
                        "400 Bad Request",
                        "the request target holds a character that a URI cannot hold; percent-encode it (RFC 3986, section 2)",
                        true),
                arguments("BAD\r\n\r\n", "400 Bad Request", "malformed request line (RFC 9112, section 3)", true),
                arguments("GET / HTTP/1.1\r\n\r\n", "400 Bad Request", "no Host field (RFC 9112, section 3.2)", true),
                arguments(
                        "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n",
                        "400 Bad Request",
                        "more than one Host field (RFC 9112, section 3.2)",
                        true),
                arguments(
                        "GET / HTTP/2.0\r\n" + HOST + "\r\n",
                        "505 HTTP Version Not Supported",
                        "only HTTP/1.0 and HTTP/1.1 are spoken here",
                        true),
                arguments(
                        "GET /" + "a".repeat(1100) + " HTTP/1.1\r\n" + HOST + "\r\n",
                        "414 Request-URI Too Long",
                        "the request line is longer than limits.request_line_bytes",
                        true),
                arguments(
                        "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(2100) + "\r\n\r\n",
                        "431 Request Header Fields Too Large",
                        "the head is larger than limits.request_head_bytes",
                        true),
                arguments(
                        "GET / HTTP/1.1\r\n" + HOST + "X: 1\r\n".repeat(20) + "\r\n",
                        "431 Request Header Fields Too Large",
                        "more fields than limits.request_headers",
                        true),
                arguments(
                        "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
                        "405 Method Not Allowed",
                        "this method is not forwarded",
                        true),
                arguments(
                        "GET / HTTP/1.1\r\n" + HOST + "Expect: x\r\n\r\n",
                        "417 Expectation Failed",
                        "unknown expectation (RFC 9110, section 10.1.1)",
                        true),
                arguments(
                        "POST /r/x HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\n",
                        "413 Request Entity Too Large",
                        "the request body is larger than allowed here",
                        true));
    }

    @ParameterizedTest(name = "[{index}] {1}: {2}")
    @MethodSource("answers")
    void says(String request, String status, String message, boolean closes) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(RawUpstream.deafPort()))) {
            RawPeer client = proxy.connect().send(request);
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).isEqualTo("HTTP/1.1 " + status);
            assertThat(response.body()).isEqualTo("{\"error_msg\":\"" + message + "\"}");
            assertThat(response.one("content-type")).isEqualTo("application/json");
            assertThat(response.one("server")).isEmpty();
            assertThat(response.one("connection")).isEqualTo(closes ? "close" : "");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
            assertThat(record.responseBytes()).isEqualTo(response.body().length());
            if (closes) {
                client.awaitEnd();
            } else {
                assertThat(client.send("GET /none HTTP/1.1\r\n" + HOST + "\r\n")
                                .readResponse()
                                .startLine())
                        .startsWith("HTTP/1.1 404 ");
                proxy.nextRecord();
            }
            proxy.assertNoRecord();
            assertThat(proxy.idleConnections()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} {1} on clear text leads to {3} with {2}")
    @CsvSource({
        "GET, /moved/x?y=z, 301, https://a.example/moved/x?y=z",
        "HEAD, /moved/x, 301, https://a.example/moved/x",
        "POST, /moved/x, 308, https://a.example/moved/x",
        "GET, /port, 301, https://a.example:8443/port",
        "GET, /away?q, 307, https://b.example/away?q",
        "GET, /named/x?q, 302, https://a.example/new/named/x",
        "GET, http://[::1]:81/named/x, 302, https://[::1]/new/named/x",
    })
    void redirects(String method, String target, int status, String location) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            for (int i = 0; i < 2; i++) {
                client.send(method + " " + target + " HTTP/1.1\r\nHost: a.example:8080\r\n\r\n");
                WireMessage response = client.readResponse();
                assertThat(response.startLine()).startsWith("HTTP/1.1 " + status + " ");
                assertThat(response.one("location")).isEqualTo(location);
                assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.REDIRECTED);
            }
        }
    }

    /** RFC 9110, section 4.2.2: no URI without a host, which clients would take from the path. */
    @Test
    void redirectsNowhereWithoutTheHostThatTheLocationNeeds() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect().send("GET /named/x HTTP/1.0\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
            assertThat(proxy.nextRecord().detail()).isEqualTo("the redirect needs a host, and the request names none");
        }
    }

    /** Behind a proxy that ends TLS, a redirect of what came by https would go in a circle. */
    @ParameterizedTest(name = "{1} with X-Forwarded-Proto: {2} of {0}: {3}")
    @CsvSource({
        "127.0.0.0/8, /moved/x, https, 404",
        "127.0.0.0/8, /moved/x, HTTPS, 404",
        "127.0.0.0/8, https://a.example/moved/x, http, 404",
        "127.0.0.0/8, /moved/x, http, 301",
        "127.0.0.0/8, /moved/x, 'https, http', 404",
        "127.0.0.0/8, /moved/x, ' HTTPS ,http', 404",
        "127.0.0.0/8, /moved/x, 'http, https', 301",
        "127.0.0.0/8, /moved/x, ', https', 301",
        "10.0.0.0/8, /moved/x, 'https, http', 301",
        "10.0.0.0/8, /moved/x, https, 301",
        "10.0.0.0/8, https://a.example/moved/x, https, 301",
    })
    void believesTrustedProxiesThatTheClientCameByHttps(String trusted, String target, String proto, int status)
            throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start("trusted_proxies: [" + trusted + "]\n" + yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("GET " + target + " HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-Proto: " + proto + "\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(proxy.nextRecord().detail()).isEqualTo(status == 404 ? "the route only redirects" : "");
        }
    }

    /** A path that begins with two slashes must not become the name of another host. */
    @ParameterizedTest(name = "{0}: {1} leads to {2}")
    @CsvSource({
        "slash.example, //evil.example, /evil.example/",
        "slash.example, ///evil.example/x, /evil.example/x/",
        "same.example, //evil.example?q, /evil.example?q",
        "below.example, //evil.example, /evil.example",
        "below.example, /, /",
        "slash.example, /a//b, /a//b/",
        "cdn.example, /a, //b.example/a",
    })
    void redirectsToNoHostThatTheClientNames(String host, String target, String location) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.readResponse().one("location")).isEqualTo(location);
        }
    }

    @Test
    void sendsNoBodyToAHeadThatItRefuses() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect().send("HEAD / HTTP/1.1\r\nHost: a b\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
            client.awaitEnd();
            assertThat(proxy.nextRecord().responseBytes()).isZero();
        }
    }

    @Test
    void saysToHeadWhatItWouldSayToGetWithoutTheBody() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect().send("HEAD /none HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 404 ").contains("\r\ncontent-length: 35\r\n");
            assertThat(proxy.nextRecord().responseBytes()).isZero();
            client.send("GET /none HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.readResponse().body()).hasSize(35);
        }
    }

    @Test
    void tellsWhatTheServerCanDo() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect().send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 204 ");
            assertThat(response.one("allow"))
                    .contains("GET")
                    .doesNotContain("TRACE")
                    .doesNotContain("CONNECT");
        }
    }

    @Test
    void isTheEndOfOptionsThatHasNoHopLeft() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("OPTIONS /r/x HTTP/1.1\r\n" + HOST + "Max-Forwards: 0\r\n\r\n");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 204 ");
            assertThat(response.one("allow")).contains("OPTIONS");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.ANSWERED);
        }
    }

    @Test
    void swallowsTheBodyOfARequestThatItAnswersItself() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("POST /none HTTP/1.1\r\n" + HOST + "Content-Length: 90\r\n\r\n" + "x".repeat(40));
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
            client.send("x".repeat(50) + "GET /none HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void announcesTheCloseWhereItCannotTellHowMuchIsLeft() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("POST /none HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 404 ");
            assertThat(response.one("connection")).isEqualTo("close");
            client.awaitEnd();
        }
    }

    @Test
    void closesIfTheRestOfABodyIsLong() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1))) {
            RawPeer client = proxy.connect();
            client.send("POST /none HTTP/1.1\r\n" + HOST + "Content-Length: 900000000\r\n\r\n");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 4");
            assertThat(response.one("connection")).isEqualTo("close");
            client.awaitEnd();
        }
    }

    @Test
    void doesNotSwallowWithoutLimit() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1) + "timeouts: {body: 100ms}")) {
            RawPeer client = proxy.connect();
            client.send("POST /none HTTP/1.1\r\n" + HOST + "Content-Length: 900000000\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
            assertThatIsClosedSoon(client);
        }
    }

    private static void assertThatIsClosedSoon(RawPeer client) {
        byte[] piece = new byte[16 * 1024];
        long tooLate = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_900); // before silence would have ended it
        try {
            while (System.nanoTime() - tooLate < 0) {
                client.send(piece);
            }
        } catch (IOException expected) {
            return;
        }
        throw new AssertionError("a body that nobody wants is read on and on");
    }

    @Test
    void admitsABodyOverTheProcessLimitWhereTheRouteSaysSo() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(yaml(upstream.port()))) {
            RawPeer client = proxy.connect();
            client.send("POST /large HTTP/1.1\r\n" + HOST + "Content-Length: 200\r\n\r\n" + "x".repeat(200));
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().body()).hasSize(200);
            node.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void closesWithoutAWordOnSomethingThatIsNeverARequest() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml(1) + "timeouts: {request_head: 100ms}")) {
            RawPeer client = proxy.connect();
            client.awaitEnd();
            client.close();
            proxy.awaitConnections(0);
            proxy.assertNoRecord();
        }
    }
}
