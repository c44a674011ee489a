// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.Bulk;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.stream.Outcome;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies larger than all buffers: they stream, and a side that does not read stops the one that sends. */
class StreamingTest {
    private static final long LARGE = 256L * 1024 * 1024;
    private static final int SMALL_BUFFER = 16 * 1024;
    private static final int TINY_BUFFER = 4 * 1024;

    /** Far more than two sockets and a pipeline hold, far less than a body. */
    private static final long HELD_AT_MOST = 24L * 1024 * 1024;

    @Test
    void passesALargeResponseThroughBoundedMemory() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            Future<Long> sent = Bulk.send(node, LARGE);
            client.readHead();
            assertThat(mostMemoryWhileTaking(client, proxy)).isLessThan(HELD_AT_MOST);
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(LARGE);
            assertThat(proxy.nextRecord().responseBytes()).isEqualTo(LARGE);
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void passesALargeRequestThroughBoundedMemory() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            Future<Long> sent = Bulk.send(client, LARGE);
            RawPeer node = upstream.accept();
            node.readHead();
            assertThat(mostMemoryWhileTaking(node, proxy)).isLessThan(HELD_AT_MOST);
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(LARGE);
            node.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            assertThat(proxy.nextRecord().requestBytes()).isEqualTo(LARGE);
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void stopsTheNodeWhileTheClientDoesNotRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {write: 300ms}")) {
            proxy.connect(SMALL_BUFFER).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            assertThat(sendUntilRefused(node)).isLessThan(HELD_AT_MOST);
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_STALLED);
            proxy.awaitIdleConnections(0);
            proxy.awaitConnections(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void tellsOfAClientThatDoesNotReadTheEndOfAResponse(String connection) throws Exception {
        String body = "x".repeat(60_000); // more than the kernel takes, less than stops the node
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.startWithSendBuffers(
                        TINY_BUFFER, ProxyFixture.toNode(upstream.port(), "", "") + "timeouts: {write: 300ms}")) {
            proxy.connect(TINY_BUFFER).send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + body);
            ExchangeRecord lost = proxy.nextRecord();
            assertThat(lost.outcome()).isEqualTo(Outcome.CLIENT_STALLED);
            assertThat(lost.status()).isEqualTo(200);
            assertThat(lost.responseBytes()).isEqualTo(60_000);
            proxy.awaitConnections(0);
            proxy.assertNoRecord();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void tellsOfAClientThatGoesAwayBeforeTheEndOfAResponse(String connection) throws Exception {
        String body = "x".repeat(60_000);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.startWithSendBuffers(TINY_BUFFER, ProxyFixture.toNode(upstream.port(), "", ""))) {
            RawPeer client = proxy.connect(TINY_BUFFER)
                    .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + body);
            proxy.awaitIdleConnections(1); // nothing more to come from there
            proxy.assertNoRecord();
            client.close();
            ExchangeRecord lost = proxy.nextRecord();
            assertThat(lost.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            assertThat(lost.status()).isEqualTo(200);
            proxy.awaitConnections(0);
            proxy.assertNoRecord();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void isOkOnceTheClientCanHaveAllOfIt(String connection) throws Exception {
        String body = "x".repeat(60_000);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.startWithSendBuffers(TINY_BUFFER, ProxyFixture.toNode(upstream.port(), "", ""))) {
            RawPeer client = proxy.connect(TINY_BUFFER)
                    .send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"
                            + "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + body);
            proxy.awaitIdleConnections(1); // nor is the next request sent
            proxy.assertNoRecord();
            assertThat(client.readResponse().body()).hasSize(60_000);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + body);
            proxy.awaitIdleConnections(1);
            proxy.assertNoRecord();
            assertThat(client.readResponse().body()).hasSize(60_000);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
        }
    }

    /** Neither end may come first for good: the rest of the request is read while the response waits. */
    @ParameterizedTest(name = "after the response: {0}")
    @ValueSource(booleans = {true, false})
    void goesOnBehindAnEarlyResponseThatWaits(boolean restIsLate) throws Exception {
        String rest = "defghijGET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tinyBuffers(upstream)) {
            RawPeer client =
                    proxy.connect(TINY_BUFFER).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            RawPeer node = upstream.accept();
            node.readUntil("abc");
            node.send("HTTP/1.1 403 No\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(60_000));
            assertThat(node.awaitGone()).isEmpty();
            proxy.assertNoRecord();
            if (!restIsLate) {
                client.send(rest);
            }
            assertThat(client.readResponse().body()).hasSize(60_000);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            if (restIsLate) {
                client.send(rest);
            }
            RawPeer next = upstream.accept();
            assertThat(next.readRequest().startLine()).startsWith("GET /2 ");
            next.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void drainsBehindAResponseThatWaits() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tinyBuffers(upstream)) {
            RawPeer client = proxy.connect(TINY_BUFFER).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(60_000));
            proxy.awaitIdleConnections(1);
            proxy.proxy().drain();
            proxy.passOnce();
            proxy.assertNoRecord();
            assertThat(client.readResponse().body()).hasSize(60_000);
            client.awaitEnd();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            proxy.awaitConnections(0);
        }
    }

    private static ProxyFixture tinyBuffers(RawUpstream upstream) {
        return ProxyFixture.startWithSendBuffers(TINY_BUFFER, ProxyFixture.toNode(upstream.port(), "", ""));
    }

    @Test
    void stopsTheClientWhileTheNodeDoesNotRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(SMALL_BUFFER);
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), ", timeout: {connect: 5, send: 0.3, read: 5}", ""))) {
            RawPeer client = proxy.connect().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            assertThat(sendUntilRefused(client)).isPositive(); // what comes behind the answer is thrown away
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.requestBytes()).isLessThan(HELD_AT_MOST);
            assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_STALLED);
            assertThat(record.status()).isEqualTo(504);
            proxy.awaitIdleConnections(0);
        }
    }

    @Test
    void blamesTheClientIfTheNodeWaitsForItsResponseToBeRead() throws Exception {
        String keys = ", timeout: {connect: 5, send: 0.2, read: 5}";
        try (RawUpstream upstream = RawUpstream.start(SMALL_BUFFER);
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), keys, "") + "timeouts: {write: 900ms}")) {
            RawPeer client = proxy.connect(SMALL_BUFFER)
                    .send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            Bulk.send(node, LARGE);
            Bulk.send(client, LARGE);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_STALLED);
        }
    }

    @Test
    void answersAPipelineOnlyAsFastAsItsAnswersAreRead() throws Exception {
        int count = 4_000; // answers of 32 MB
        String yaml = "routes: [{id: r, uri: '/*', plugins: {redirect: {uri: $request_uri}}}]";
        try (ProxyFixture proxy = ProxyFixture.start(yaml)) {
            RawPeer client = proxy.connect(SMALL_BUFFER);
            String request = "GET /" + "a".repeat(8_000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
            Future<Long> sent = Bulk.send(client, request, count);
            assertThat(proxy.recordsUntilQuiet()).isLessThan(count / 2);
            for (int i = 0; i < count; i++) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 302 ");
            }
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(count);
        }
    }

    @Test
    void streamsManySmallChunksBothWays() throws Exception {
        int chunks = 5_000;
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("1\r\na\r\n".repeat(chunks) + "0\r\n\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().body()).isEqualTo("a".repeat(chunks));
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            node.send("2\r\nbc\r\n".repeat(chunks) + "0\r\n\r\n");
            assertThat(client.readResponse().body()).isEqualTo("bc".repeat(chunks));
            proxy.awaitIdleConnections(1);
        }
    }

    /** Takes a large body slowly at first; returns by how much the memory of the proxy grew at its highest. */
    @Test
    void cutsAResponseWithoutLengthWhoseResetWasHeardOfByAWrite() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client =
                    proxy.connect(SMALL_BUFFER).send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nxy");
            RawPeer node = upstream.accept();
            node.readUntil("xy");
            node.send("HTTP/1.1 200 OK\r\n\r\n");
            node.send(new byte[1 << 20]); // more than the gateway takes for a client that does not read
            node.reset();
            client.send("c");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertThat(client.awaitReset()).doesNotContain("0\r\n\r\n");
        }
    }

    private static long mostMemoryWhileTaking(RawPeer peer, ProxyFixture proxy) throws IOException {
        long before = proxy.usedDirectMemory();
        long most = 0;
        for (int part = 0; part < 64; part++) {
            peer.skip(LARGE / 64);
            proxy.passOnce();
            most = Math.max(most, proxy.usedDirectMemory() - before);
        }
        return most;
    }

    /** Sends until the other side is gone; returns how much went out. */
    private static long sendUntilRefused(RawPeer peer) throws IOException {
        byte[] piece = new byte[64 * 1024];
        long sent = 0;
        try {
            for (; sent < LARGE; sent += piece.length) {
                peer.send(piece);
            }
        } catch (SocketException gone) {
            return sent;
        }
        return sent;
    }
}
