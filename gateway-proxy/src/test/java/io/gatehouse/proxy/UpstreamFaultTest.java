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
import io.netty.util.concurrent.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that closes, resets or lies at every stage: what the client sees, and that nothing of it is used again. */
class UpstreamFaultTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String BIG_POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private enum End {
        CLOSE,
        RESET,
        STAY
    }

    static Stream<Arguments> faultsBeforeTheResponseBegan() {
        String closed = "the upstream closed the connection";
        String malformed = "the upstream's response is malformed";
        return Stream.of(
                arguments("", End.CLOSE, Outcome.UPSTREAM_CLOSED, closed),
                arguments("", End.RESET, Outcome.UPSTREAM_CLOSED, closed),
                arguments("H", End.CLOSE, Outcome.UPSTREAM_CLOSED, closed),
                arguments(OK + "Content-Le", End.CLOSE, Outcome.UPSTREAM_CLOSED, closed),
                arguments(OK + "Content-Le", End.RESET, Outcome.UPSTREAM_CLOSED, closed),
                arguments("HTTP/1.1 100 Continue\r\n\r\n", End.CLOSE, Outcome.UPSTREAM_CLOSED, closed),
                arguments("HTTP/1.1 100 Continue\r\n\r\n" + OK, End.RESET, Outcome.UPSTREAM_CLOSED, closed),
                arguments("garbage\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments("\u0015\u0003\u0001\u0000\u0002\u0002", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments("HTTP/2.0 200 OK\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(OK + "X : 1\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(OK + "X: 1\r\n 2\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(
                        OK + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
                        End.STAY,
                        Outcome.UPSTREAM_MALFORMED,
                        malformed),
                arguments(
                        OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        End.STAY,
                        Outcome.UPSTREAM_MALFORMED,
                        malformed),
                arguments(OK + "Transfer-Encoding: gzip\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(OK + "Content-Length: -1\r\n\r\n", End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(OK + "X: " + "a".repeat(70_000), End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments("HTTP/1.1 100 x\r\n\r\n".repeat(40), End.STAY, Outcome.UPSTREAM_MALFORMED, malformed),
                arguments(
                        "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
                        End.STAY,
                        Outcome.UPSTREAM_MALFORMED,
                        malformed));
    }

    @ParameterizedTest(name = "{2} after [{index}] {0} then {1}")
    @MethodSource("faultsBeforeTheResponseBegan")
    void isA502IfTheResponseHadNotBegun(String octets, End end, Outcome outcome, String message) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(octets);
            end(node, end);
            WireMessage response = client.readResponse();
            while (response.startLine().startsWith("HTTP/1.1 1")) {
                response = client.readResponse();
            }
            assertThat(response.startLine()).isEqualTo("HTTP/1.1 502 Bad Gateway");
            assertThat(response.body()).isEqualTo("{\"error_msg\":\"" + message + "\"}");
            assertThat(response.one("content-type")).isEqualTo("application/json");
            assertThat(response.one("proxy-status")).isEqualTo("gatehouse; error=" + outcome.proxyStatus());
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(outcome);
            assertThat(record.status()).isEqualTo(502);
            if (end == End.STAY) {
                node.awaitGone();
            }
            assertServesAgain(proxy, client, upstream);
        }
    }

    static Stream<Arguments> headsThatAreTooLarge() {
        String tooLarge = "the head is larger than limits.response_head_bytes";
        return Stream.of(
                arguments(OK + "X: " + "a".repeat(70_000), tooLarge),
                arguments("HTTP/1.1 200 " + "a".repeat(70_000), tooLarge),
                arguments(OK + "X: 1\r\n".repeat(257), "more than 256 fields"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("headsThatAreTooLarge")
    void namesTheLimitThatAResponseHeadIsOver(String octets, String detail) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(octets);
            assertThat(client.readResponse().startLine()).isEqualTo("HTTP/1.1 502 Bad Gateway");
            assertThat(proxy.nextRecord().detail()).isEqualTo(detail);
        }
    }

    @Test
    void holdsAKeptConnectionToTheLimitOfTheLatestReload() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            String config = ProxyFixture.toNode(upstream.port(), "", "");
            String head = OK + "X: " + "a".repeat(3_000) + "\r\nContent-Length: 0\r\n\r\n";
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(head);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 200 ");
            proxy.nextRecord();
            proxy.publish(config + "limits: {response_head_bytes: 2KiB}\n");
            client.send(GET);
            node.readRequest();
            node.send(head);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.nextRecord().detail()).isEqualTo("the head is larger than limits.response_head_bytes");
        }
    }

    static Stream<Arguments> faultsInTheBody() {
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                arguments(OK + "Content-Length: 5\r\n\r\nabc", End.CLOSE),
                arguments(OK + "Content-Length: 5\r\n\r\nabc", End.RESET),
                arguments(OK + "Content-Length: 5\r\n\r\n", End.CLOSE),
                arguments(chunked, End.CLOSE),
                arguments(chunked + "3\r\nabc\r\n", End.CLOSE),
                arguments(chunked + "3\r\nabc\r\n", End.RESET),
                arguments(chunked + "3\r\nabc\r\n0\r\n", End.CLOSE),
                arguments(chunked + "3\r\nabc\r\n0\r\nX: 1\r\n", End.CLOSE),
                arguments(chunked + "3\r\nabcd\r\n0\r\n\r\n", End.STAY),
                arguments(chunked + "xyz\r\n", End.STAY),
                arguments(chunked + "ffffffffffffffff\r\n", End.STAY),
                arguments(chunked + "3\r\nabc\r\n0\r\n: 1\r\n\r\n", End.STAY),
                arguments(OK + "\r\nabc", End.RESET));
    }

    @ParameterizedTest(name = "[{index}] {0} then {1}")
    @MethodSource("faultsInTheBody")
    void cutsTheClientIfTheResponseHadBegun(String octets, End end) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            int head = octets.indexOf("\r\n\r\n") + 4;
            node.send(octets.substring(0, head));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            node.send(octets.substring(head));
            end(node, end);
            assertThat(client.awaitReset()).doesNotContain("0\r\n\r\n");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertThat(record.status()).isEqualTo(200);
            if (end == End.STAY) {
                node.awaitGone();
            }
            assertServesAgain(proxy, proxy.connect(), upstream);
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nb",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb",
            })
    void neverGivesOctetsBehindAResponseToAnybody(String octets) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(octets);
            assertThat(client.readResponse().body()).isEqualTo("a");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            node.awaitGone();
            assertServesAgain(proxy, client, upstream);
        }
    }

    @Test
    void closesAnIdleConnectionOnWhichOctetsCome() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(proxy, client, upstream);
            proxy.awaitIdleConnections(1);
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            node.awaitGone();
            assertServesAgain(proxy, client, upstream);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"CLOSE", "RESET"})
    void forgetsAnIdleConnectionThatTheNodeEnds(String end) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(proxy, client, upstream);
            proxy.awaitIdleConnections(1);
            end(node, End.valueOf(end));
            assertServesAgain(proxy, client, upstream);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE", "PUT"})
    void repeatsABodilessIdempotentRequestOnceIfAPooledConnectionWasClosed(String method) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(proxy, client, upstream);
            proxy.awaitIdleConnections(1);
            client.send(method + " /again HTTP/1.1\r\nHost: a\r\n\r\n");
            node.readRequest();
            node.close();
            RawPeer fresh = upstream.accept();
            assertThat(fresh.readRequest().startLine()).isEqualTo(method + " /again HTTP/1.1");
            fresh.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.OK);
            assertThat(record.attempts()).isEqualTo(2);
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void repeatsOnANewConnectionWhateverElseIsIdle() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer idle = upstream.accept();
            idle.readRequest();
            RawPeer node = serve(proxy, proxy.connect(), upstream);
            idle.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            proxy.awaitIdleConnections(2);
            client.send(GET);
            idle.readRequest(); // the one used last
            idle.close();
            RawPeer fresh = upstream.accept();
            fresh.readRequest();
            fresh.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            node.close();
        }
    }

    @Test
    void repeatsOnlyOnce() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(proxy, client, upstream);
            proxy.awaitIdleConnections(1);
            client.send(GET);
            node.readRequest();
            node.close();
            RawPeer fresh = upstream.accept();
            fresh.readRequest();
            fresh.close();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.UPSTREAM_CLOSED);
            upstream.assertNoConnection();
        }
    }

    @ParameterizedTest(name = "[{index}] {0} answered with {1}")
    @MethodSource("requestsThatAreNeverRepeated")
    void neverRepeatsWhatCouldBeNoticed(String request, String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(proxy, client, upstream);
            proxy.awaitIdleConnections(1);
            client.send(request);
            node.readHead();
            node.send(answer).close();
            String head = client.readHead();
            if (head.startsWith("HTTP/1.1 100 ")) {
                head = client.readHead();
            }
            assertThat(head).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.nextRecord().attempts()).isEqualTo(1);
            upstream.assertNoConnection();
        }
    }

    static Stream<Arguments> requestsThatAreNeverRepeated() {
        return Stream.of(
                arguments("POST / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
                arguments("PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
                arguments("get / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
                arguments("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", ""),
                arguments("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""),
                arguments(GET, "HTTP/1.1 100 Continue\r\n\r\n"),
                arguments(GET, "HTTP/1.1 2"));
    }

    @Test
    void neverRepeatsOnAConnectionThatIsNew() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.close();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            upstream.assertNoConnection();
        }
    }

    /** A node that is content with the head of a request answers and closes; what it has not read by then makes that a reset. */
    @Test
    void passesAResponseOnThatCameBeforeAWriteFailed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(BIG_POST);
            writeBeforeReading(proxy, client, upstream, "HTTP/1.1 413 x\r\nContent-Length: 4\r\n\r\nmuch");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).isEqualTo("HTTP/1.1 413 x");
            assertThat(response.body()).isEqualTo("much");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            assertServesAgain(proxy, proxy.connect(), upstream);
        }
    }

    @Test
    void anEarlyResponseArrivesAlsoWhereAllIsSentBeforeAWordIsRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            int length = 20_000_000; // more than the sockets on the way hold
            RawPeer client =
                    proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            node.send("HTTP/1.1 413 x\r\nContent-Length: 4\r\n\r\nmuch");
            client.send("x".repeat(length));
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).isEqualTo("HTTP/1.1 413 x");
            assertThat(response.one("connection")).isEqualTo("close");
            assertThat(response.body()).isEqualTo("much");
            client.awaitEnd();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
        }
    }

    /** The write that fails takes the reset away from the reads behind it, which find an end. */
    @Test
    void takesNoResetForTheEndOfABodyIfAWriteHeardOfIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(BIG_POST);
            writeBeforeReading(proxy, client, upstream, OK + "\r\nabc");
            assertThat(client.awaitReset()).doesNotContain("0\r\n\r\n");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertServesAgain(proxy, proxy.connect(), upstream);
        }
    }

    /** Holds the loop up while the body comes, then the response, then the reset: it learns of them in this order. */
    private static void writeBeforeReading(ProxyFixture proxy, RawPeer client, RawUpstream upstream, String response)
            throws Exception {
        RawPeer node = upstream.accept();
        node.readHead();
        proxy.passOnce();
        proxy.passOnce(); // what is still listed as ready would be looked at first
        CountDownLatch goOn = new CountDownLatch(1);
        Future<?> held = proxy.submit(() -> goOn.await(10, TimeUnit.SECONDS));
        try {
            client.send("x".repeat(10_000));
            node.send(response).reset();
        } finally {
            goOn.countDown();
        }
        held.sync();
    }

    private static void end(RawPeer node, End end) throws Exception {
        switch (end) {
            case CLOSE -> node.close();
            case RESET -> node.reset();
            case STAY -> {}
        }
    }

    /** One good exchange over a connection that must be a new one. */
    private static RawPeer serve(ProxyFixture proxy, RawPeer client, RawUpstream upstream) throws Exception {
        client.send(GET);
        RawPeer node = upstream.accept();
        node.readRequest();
        node.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
        assertThat(client.readResponse().body()).isEqualTo("good");
        assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
        return node;
    }

    private static void assertServesAgain(ProxyFixture proxy, RawPeer client, RawUpstream upstream) throws Exception {
        proxy.awaitIdleConnections(0);
        serve(proxy, client, upstream);
        proxy.awaitIdleConnections(1);
        proxy.assertNoRecord();
    }

    /** The first read takes exactly the response; what follows it is read next, before anything else happens. */
    @Test
    void answersNoPipelinedRequestWithWhatFollowsAResponse() throws Exception {
        int firstRead = 2048;
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\nX: ";
        String response = head + "x".repeat(firstRead - 2000 - 4 - head.length()) + "\r\n\r\n" + "b".repeat(2000);
        String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(request + request);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(response + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            assertThat(client.readResponse().body()).hasSize(2000);
            RawPeer next = upstream.accept();
            next.readRequest();
            next.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ngenuine");
            assertThat(client.readResponse().body()).isEqualTo("genuine");
        }
    }
}
