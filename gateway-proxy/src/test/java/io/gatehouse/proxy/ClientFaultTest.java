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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes away or breaks the rules at every stage: the upstream's request is aborted, never ended cleanly. */
class ClientFaultTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest(name = "by a reset: {0}")
    @ValueSource(booleans = {true, false})
    void goesAwayWithinTheHead(boolean byReset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHos");
            proxy.awaitConnections(1);
            leave(client, byReset);
            proxy.awaitConnections(0);
            proxy.assertNoRecord();
            assertServes(proxy, upstream);
        }
    }

    @ParameterizedTest(name = "[{index}] {0}, by a reset: {2}")
    @MethodSource("bodiesCutShort")
    void goesAwayWithinTheBody(String request, String lastSeen, boolean byReset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(request);
            RawPeer node = upstream.accept();
            node.readHead();
            node.readUntil(lastSeen);
            leave(client, byReset);
            assertThat(node.awaitGone()).isEmpty();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            assertServes(proxy, upstream);
        }
    }

    static Stream<Arguments> bodiesCutShort() {
        String length = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxyz";
        return Stream.of(
                arguments(length, "xyz", true),
                arguments(length, "xyz", false),
                arguments(CHUNKED + "3\r\nxyz\r\n", "3\r\nxyz\r\n", true),
                arguments(CHUNKED + "3\r\nxyz\r\n", "3\r\nxyz\r\n", false),
                arguments(CHUNKED + "3\r\nxyz\r\n0\r\n", "3\r\nxyz\r\n", false));
    }

    @ParameterizedTest(name = "by a reset: {0}")
    @ValueSource(booleans = {true, false})
    void goesAwayWhileItWaits(boolean byReset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            leave(client, byReset);
            assertThat(node.awaitGone()).isEmpty();
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            assertThat(record.status()).isZero();
            assertServes(proxy, upstream);
        }
    }

    @ParameterizedTest(name = "by a reset: {0}")
    @ValueSource(booleans = {true, false})
    void goesAwayWithinTheResponse(boolean byReset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nxyz");
            client.readUntil("xyz");
            leave(client, byReset);
            node.awaitGone();
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            assertThat(record.status()).isEqualTo(200);
            assertServes(proxy, upstream);
        }
    }

    @ParameterizedTest(name = "[{index}] {0}: {1}")
    @MethodSource("brokenBodies")
    void breaksItsBodyAfterTheHeadWasForwarded(String rest, int status, Outcome outcome) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "limits: {request_body_bytes: 10}")) {
            RawPeer client = proxy.connect().send(CHUNKED + "3\r\nxyz\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            node.readUntil("3\r\nxyz\r\n");
            client.send(rest);
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(response.one("connection")).isEqualTo("close");
            client.awaitEnd();
            assertThat(node.awaitGone()).doesNotContain("0\r\n\r\n");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(outcome);
            assertThat(record.status()).isEqualTo(status);
            assertServes(proxy, upstream);
        }
    }

    @ParameterizedTest(name = "[{index}] {0}: {1}")
    @MethodSource("brokenBodies")
    void isCutIfItsBodyBreaksWithinTheResponse(String rest, int status, Outcome outcome) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "limits: {request_body_bytes: 10}")) {
            RawPeer client = proxy.connect().send(CHUNKED + "3\r\nxyz\r\n");
            RawPeer node = upstream.accept();
            node.readUntil("3\r\nxyz\r\n");
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            client.readUntil("1\r\nx\r\n");
            client.send(rest);
            assertThat(client.awaitReset()).isEmpty();
            assertThat(node.awaitGone()).doesNotContain("0\r\n\r\n");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertServes(proxy, upstream);
        }
    }

    static Stream<Arguments> brokenBodies() {
        return Stream.of(
                arguments("x\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("-1\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("2\r\nxyz\r\n0\r\n\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("0\r\nX : 1\r\n\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("0\r\nAuthorization: x\r\n\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("0\r\nX-Forwarded-For: x\r\n\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("1;" + "x".repeat(100_000) + "\r\n", 400, Outcome.MALFORMED_REQUEST),
                arguments("8\r\n12345678\r\n0\r\n\r\n", 413, Outcome.BODY_TOO_LARGE));
    }

    /** Nobody can tell a half-close from a close: the end of the client's sending cancels what it asked for. */
    @Test
    void isTakenForGoneWhenItEndsItsHalfBehindItsRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            client.shutdownOutput();
            node.awaitGone();
            assertThat(client.awaitGone()).isEmpty();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        }
    }

    @Test
    void mayPipelineBehindARequestThatIsRefused() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("BAD\r\n\r\n" + GET + GET);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
            client.awaitEnd();
            upstream.assertNoConnection();
            assertThat(proxy.nextRecord().status()).isEqualTo(400);
            proxy.assertNoRecord();
        }
    }

    @Test
    void smugglesNothingBehindALength() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"
                            + GET);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
            client.awaitEnd();
            upstream.assertNoConnection();
        }
    }

    /** The node is silent in its handshake. */
    @Test
    void takesTheAttemptForItsConnectionAlongWhenItLeaves() throws Exception {
        String tls = ", scheme: https, tls: {verify: false}, timeout: {connect: 60}";
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(ProxyFixture.toNode(upstream.port(), tls, ""))) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.read(1);
            leave(client, true);
            node.awaitGone();
        }
    }

    private static void leave(RawPeer client, boolean byReset) throws Exception {
        if (byReset) {
            client.reset();
        } else {
            client.close();
        }
    }

    private static void assertServes(ProxyFixture proxy, RawUpstream upstream) throws Exception {
        proxy.awaitIdleConnections(0);
        RawPeer client = proxy.connect().send(GET);
        RawPeer node = upstream.accept();
        node.readRequest();
        node.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
        assertThat(client.readResponse().body()).isEqualTo("good");
        assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
        proxy.awaitIdleConnections(1);
        proxy.assertNoRecord();
    }
}
