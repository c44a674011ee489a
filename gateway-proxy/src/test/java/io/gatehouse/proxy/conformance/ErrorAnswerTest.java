// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.Bulk;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.WireMessage;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway answers by itself: the right words, and delivered also to a client that does not stop sending. */
class ErrorAnswerTest {
    private static ProxyFixture proxy;

    @BeforeAll
    static void start() {
        String yaml = """
                limits: {request_body_bytes: 100}
                timeouts: {request_head: 1s, body: 1s}
                upstreams: [{id: u, nodes: {}}]
                routes: [{id: r, uri: "/*", upstream_id: u}]
                """;
        proxy = ProxyFixture.start(yaml);
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "400; http_request_error; GET / HTTP/1.1⏎⏎",
                "400; http_request_error; G(T / HTTP/1.1⏎Host: a⏎⏎",
                "400; http_request_error; \\x16\\x03\\x01\\x02\\0",
                "400; http_request_error; GET / HTTP/1.1⏎Host: a⏎Content-Length: 1⏎Content-Length: 2⏎⏎",
                "400; http_request_error; HEAD⏎",
                "405; http_request_error; TRACE / HTTP/1.1⏎Host: a⏎⏎",
                "405; http_request_error; CONNECT a:1 HTTP/1.1⏎Host: a⏎⏎",
                "413; http_request_error; POST / HTTP/1.1⏎Host: a⏎Content-Length: 99999999⏎⏎",
                "414; http_request_error; GET /{a*9000}",
                "417; http_request_error; POST / HTTP/1.1⏎Host: a⏎Expect: x⏎Content-Length: 9999999⏎⏎",
                "421; http_request_denied; GET https://a/ HTTP/1.1⏎Host: a⏎Content-Length: 9999999⏎⏎",
                "431; http_request_error; GET / HTTP/1.1⏎Host: a⏎X: {v*33000}",
                "501; http_request_error; POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: gzip, chunked⏎⏎",
                "503; destination_unavailable; POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎ffff⏎",
                "505; http_request_error; GET / HTTP/2.0⏎Host: a⏎⏎",
            })
    void reachesAClientThatGoesOnSending(String status, String error, String request) throws Exception {
        try (RawPeer client = proxy.connect().send(Notation.octets(request))) {
            Bulk.send(client, 16 * 1024 * 1024);
            WireMessage answer = client.readResponse();
            assertThat(answer.startLine()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answer.one("proxy-status")).isEqualTo("gatehouse; error=" + error);
            assertThat(answer.one("connection")).isEqualTo("close");
            assertThat(answer.one("content-type")).isEqualTo("application/json");
            assertThat(answer.one("date")).endsWith(" GMT");
            assertThat(answer.one("allow").isEmpty()).isEqualTo(!status.equals("405"));
            assertThat(answer.body()).matches("\\{\"error_msg\":\"[^\"]+\"}");
            assertThat(answer.toString().toLowerCase(Locale.ROOT)).doesNotContain("netty", "java", "gatehouse/");
            assertThat(client.awaitGone()).isEmpty();
        }
    }

    @Test
    void reachesAClientThatSendsItsHeadDropByDrop() throws Exception {
        try (RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHo")) {
            WireMessage answer = client.readResponse();
            assertThat(answer.startLine()).startsWith("HTTP/1.1 408 ");
            assertThat(answer.one("connection")).isEqualTo("close");
            client.send("st: a\r\n\r\n").awaitEnd();
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource({
        "HEAD / HTTP/1.1⏎⏎, 400",
        "HEAD / HTTP/1.1⏎Host: a⏎Expect: x⏎⏎, 417",
        "HEAD https://a/ HTTP/1.1⏎Host: a⏎⏎, 421",
        "HEAD / HTTP/1.1⏎Host: a⏎Connection: close⏎⏎, 503"
    })
    void hasNoBodyForHead(String request, String status) throws Exception {
        try (RawPeer client = proxy.connect().send(Notation.octets(request))) {
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ").contains("\r\nconnection: close\r\n");
            assertThat(head).containsPattern("\r\ncontent-length: [1-9][0-9]*\r\n");
            client.awaitEnd();
        }
    }

    /** Where the client is not to blame, its connection goes on: nothing is wrong with what it sends next. */
    @Test
    void keepsTheConnectionOfAClientThatDidNothingWrong() throws Exception {
        try (RawPeer client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                WireMessage answer = client.readResponse();
                assertThat(answer.startLine()).startsWith("HTTP/1.1 503 ");
                assertThat(answer.all("connection")).isEmpty();
            }
        }
    }
}
