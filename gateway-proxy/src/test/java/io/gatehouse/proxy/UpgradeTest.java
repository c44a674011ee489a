// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.Bulk;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From HTTP to WebSocket, and not. */
class UpgradeTest {
    private static final String HANDSHAKE =
            "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private static ProxyFixture proxy(RawUpstream upstream, String upstreamKeys) {
        return ProxyFixture.start(ProxyFixture.toNode(upstream.port(), upstreamKeys, ", enable_websocket: true"));
    }

    @Test
    void joinsTheTwoConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            WireMessage request = node.readRequest();
            assertThat(request.one("upgrade")).isEqualTo("websocket");
            assertThat(request.one("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(request.one("sec-websocket-key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
            node.send(SWITCH);
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 101 ").containsIgnoringCase("\r\nupgrade: websocket\r\n");
            assertThat(head).containsIgnoringCase("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\n\u0000\u00ff");
                assertThat(node.read(18)).isEqualTo("GET / HTTP/1.1\r\n\u0000\u00ff");
                node.send("pong\r\n\r\n");
                assertThat(client.read(8)).isEqualTo("pong\r\n\r\n");
            }
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.TUNNELED);
            client.send("last").close();
            assertThat(node.readToEnd()).isEqualTo("last");
            node.close();
            proxy.awaitConnections(0);
            assertThat(proxy.idleConnections()).isZero();
        }
    }

    @Test
    void passesOctetsOnThatCameEarlyOnEitherSide() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE + "early");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH + "prompt");
            client.readHead();
            assertThat(client.read(6)).isEqualTo("prompt");
            assertThat(node.read(5)).isEqualTo("early");
            node.send("bye").close();
            assertThat(client.readToEnd()).isEqualTo("bye");
            client.close();
            proxy.awaitConnections(0);
        }
    }

    @ParameterizedTest(name = "by a reset: {0}")
    @ValueSource(booleans = {true, false})
    void endsTheOtherSideWhenTheNodeEnds(boolean byReset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH);
            client.readHead();
            if (byReset) {
                node.reset();
            } else {
                node.close();
            }
            client.awaitGone();
            client.close(); // behind a half-close the other direction would go on
            proxy.awaitConnections(0);
        }
    }

    @Test
    void endsATunnelInWhichNothingPasses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.2}")) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH);
            client.readHead();
            client.awaitEnd();
            node.awaitEnd();
        }
    }

    @Test
    void endsATunnelWhoseClientDoesNotRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.3}")) {
            RawPeer client = proxy.connect(16 * 1024).send(HANDSHAKE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH);
            client.readHead();
            Future<Long> sent = Bulk.send(node, 64 * 1024 * 1024);
            proxy.awaitConnections(0);
            assertThat(sent).failsWithin(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void staysHttpIfTheNodeRefuses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
            assertThat(client.readResponse().body()).isEqualTo("no");
            assertThat(node.readRequest().startLine()).isEqualTo("GET /next HTTP/1.1");
            node.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void isPlainHttpWhereTheRouteAllowsNoUpgrade() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            WireMessage request = node.readRequest();
            assertThat(request.all("upgrade")).isEmpty();
            assertThat(request.all("connection")).isEmpty();
            node.send(SWITCH);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            node.awaitGone();
            assertThat(proxy.nextRecord().detail()).isEqualTo("101 that nobody asked for");
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 101 x\r\n\r\n",
                "HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n",
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
            })
    void refusesASwitchToSomethingElse(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(answer);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            node.awaitGone();
            assertThat(proxy.nextRecord().detail())
                    .isEqualTo("101 that does not switch to WebSocket (RFC 6455, section 4.2.2)");
        }
    }

    @Test
    void smugglesNothingThroughARefusedSwitch() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            client.send(
                    HANDSHAKE.replace("Version: 13", "Version: 1337") + "GET /internal HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
            client.awaitEnd();
            upstream.assertNoConnection();
        }
    }

    @Test
    void passesALotThroughBothWays() throws Exception {
        int count = 16 * 1024 * 1024;
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect().send(HANDSHAKE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH);
            client.readHead();
            Future<Long> there = Bulk.send(client, count);
            Future<Long> back = Bulk.send(node, count);
            Future<Long> taken = Bulk.receive(node, count);
            client.skip(count);
            assertThat(there.get(5, TimeUnit.SECONDS)).isEqualTo(count);
            assertThat(back.get(5, TimeUnit.SECONDS)).isEqualTo(count);
            assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo(count);
        }
    }
}
