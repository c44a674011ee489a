// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.stream.Outcome;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which node a request goes to, and when it goes to the next one. */
class NodeChoiceTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NO_CONTENT = "HTTP/1.1 204 x\r\n\r\n";

    private static String upstream(String nodes, String keys) {
        return """
                upstreams:
                  - {id: u, nodes: [%s]%s}
                routes:
                  - {id: r, uri: "/*", upstream_id: u}
                """.formatted(nodes, keys);
    }

    private static String node(int port, int weight, int priority) {
        return "{host: 127.0.0.1, port: " + port + ", weight: " + weight + ", priority: " + priority + "}";
    }

    @Test
    void takesTurnsByWeight() throws Exception {
        int heavy = RawUpstream.deafPort();
        int light = RawUpstream.deafPort();
        try (ProxyFixture proxy =
                ProxyFixture.start(upstream(node(heavy, 3, 0) + "," + node(light, 1, 0), ", retries: 0"))) {
            RawPeer client = proxy.connect();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                client.send(GET).readResponse();
                order.add(proxy.nextRecord().node());
            }
            for (int from = 0; from + 4 <= order.size(); from++) {
                assertThat(order.subList(from, from + 4)).containsOnlyOnce("127.0.0.1:" + light);
            }
        }
    }

    @ParameterizedTest(name = "retries: {0}")
    @CsvSource({"0, 1", "1, 2", "2, 3", "9, 3", "-1, 3"})
    void triesOtherNodesIfOneRefuses(int retries, int attempts) throws Exception {
        String nodes = node(RawUpstream.deafPort(), 1, 0) + "," + node(RawUpstream.deafPort(), 1, 0) + ","
                + node(RawUpstream.deafPort(), 1, 0);
        String keys = retries < 0 ? "" : ", retries: " + retries;
        try (ProxyFixture proxy = ProxyFixture.start(upstream(nodes, keys))) {
            assertThat(proxy.connect().send(GET).readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.attempts()).isEqualTo(attempts);
            assertThat(record.outcome()).isEqualTo(Outcome.CONNECT_FAILED);
        }
    }

    /** A channel for whose end the kernel draws the port of the node itself, as it may if nobody listens there. */
    public static final class SamePort extends NioSocketChannel {
        @Override
        protected boolean doConnect(SocketAddress node, SocketAddress own) throws Exception {
            return super.doConnect(node, node);
        }
    }

    @Test
    void triesAnotherNodeIfTheConnectionLedToItself() throws Exception {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }
        String nodes = node(nobody, 1, 0) + "," + node(RawUpstream.deafPort(), 1, -1);
        try (ProxyFixture proxy = ProxyFixture.start(SamePort.class, upstream(nodes, ""))) {
            assertThat(proxy.connect()
                            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
                            .readResponse()
                            .startLine())
                    .startsWith("HTTP/1.1 502 ");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.CONNECT_FAILED);
            assertThat(record.attempts()).isEqualTo(2);
        }
    }

    /** A listener whose backlog is full answers no SYN, as a host that is gone would not. */
    @ParameterizedTest(name = "retry_timeout: {0} allows {1} attempts, the first of which takes 0.3 s")
    @CsvSource({"0, 2", "60, 2", "0.1, 1"})
    void beginsNoFurtherAttemptAfterRetryTimeout(String retryTimeout, int attempts) throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(full.getLocalSocketAddress());
                fillers.add(filler);
            }
            String nodes = node(full.getLocalPort(), 1, 5) + "," + node(RawUpstream.deafPort(), 1, 0);
            String keys = ", timeout: {connect: 0.3}, retry_timeout: " + retryTimeout;
            try (ProxyFixture proxy = ProxyFixture.start(upstream(nodes, keys))) {
                int status = attempts == 1 ? 504 : 502;
                assertThat(proxy.connect().send(GET).readResponse().startLine()).startsWith("HTTP/1.1 " + status);
                assertThat(proxy.nextRecord().attempts()).isEqualTo(attempts);
            }
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void sendsTheWholeRequestToTheNodeThatAccepts() throws Exception {
        try (RawUpstream good = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        upstream(node(RawUpstream.deafPort(), 1, 0) + "," + node(good.port(), 1, 0), ""))) {
            for (int i = 0; i < 4; i++) {
                RawPeer client = proxy.connect();
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
                RawPeer node = good.accept();
                assertThat(node.readRequest().body()).isEqualTo("abc");
                node.send("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
                assertThat(proxy.nextRecord().attempts()).isBetween(1, 2);
            }
        }
    }

    @Test
    void neverTriesAnotherNodeOnceTheRequestWasSent() throws Exception {
        try (RawUpstream first = RawUpstream.start();
                RawUpstream second = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(upstream(node(first.port(), 1, 1) + "," + node(second.port(), 1, 0), ""))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = first.accept();
            node.readRequest();
            node.close();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            second.assertNoConnection();
        }
    }

    @Test
    void prefersTheHigherPriorityAndFallsBackToTheLower() throws Exception {
        int high = RawUpstream.deafPort();
        try (RawUpstream low = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(upstream(node(low.port(), 9, 0) + "," + node(high, 1, 5), ""))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = low.accept();
            node.readRequest();
            node.send(NO_CONTENT);
            client.readHead();
            assertThat(proxy.nextRecord().attempts()).isEqualTo(2);
        }
    }

    @Test
    void neverChoosesANodeOfWeightZero() throws Exception {
        try (RawUpstream only = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(upstream(node(only.port(), 0, 0), ""))) {
            assertThat(proxy.connect().send(GET).readResponse().startLine()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.NO_NODE);
            only.assertNoConnection();
        }
    }

    @Test
    void looksNamesUp() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), "", "").replace("127.0.0.1", "localhost"))) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.0\r\n\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().one("host")).isEqualTo("localhost:" + upstream.port());
            node.send(NO_CONTENT);
            client.readHead();
            assertThat(proxy.nextRecord().node()).isEqualTo("localhost:" + upstream.port());
        }
    }

    @Test
    void keepsNoMoreIdleConnectionsThanConfigured() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(ProxyFixture.toNode(upstream.port(), ", keepalive_pool: {size: 2}", ""))) {
            List<RawPeer> clients = new ArrayList<>();
            List<RawPeer> nodes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(proxy.connect().send(GET));
                nodes.add(upstream.accept());
                nodes.get(i).readRequest();
            }
            for (int i = 0; i < 4; i++) {
                nodes.get(i).send(NO_CONTENT);
                clients.get(i).readHead();
            }
            nodes.get(0).awaitEnd();
            nodes.get(1).awaitEnd();
            assertThat(proxy.idleConnections()).isEqualTo(2);
            clients.get(0).send(GET);
            nodes.get(3).readRequest(); // the one used last
        }
    }

    @ParameterizedTest(name = "another node {0}")
    @ValueSource(booleans = {true, false})
    void keepsConnectionsAsTheLatestReloadSays(boolean otherNode) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(ProxyFixture.toNode(upstream.port(), "", ""))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer idle = upstream.accept();
            idle.readRequest();
            RawPeer other = proxy.connect().send(GET);
            RawPeer lent = upstream.accept();
            lent.readRequest();
            idle.send(NO_CONTENT);
            client.readHead();
            proxy.awaitIdleConnections(1);
            proxy.publish(
                    otherNode
                            ? ProxyFixture.toNode(RawUpstream.deafPort(), "", "")
                            : ProxyFixture.toNode(upstream.port(), ", keepalive_pool: {size: 0}", ""));
            idle.awaitEnd();
            lent.send(NO_CONTENT);
            other.readHead();
            lent.awaitEnd();
        }
    }

    @Test
    void closesIdleConnectionsAsEachUpstreamSays() throws Exception {
        try (RawUpstream slow = RawUpstream.start();
                RawUpstream fast = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start("""
                        upstreams:
                          - {id: slow, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {idle_timeout: 60}}
                          - {id: fast, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {idle_timeout: 0.2}}
                        routes:
                          - {id: r, uri: /slow, upstream_id: slow}
                          - {id: s, uri: /fast, upstream_id: fast}
                        """.formatted(slow.port(), fast.port()))) {
            RawPeer client =
                    proxy.connect().send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer kept = slow.accept();
            kept.readRequest();
            kept.send(NO_CONTENT);
            RawPeer closed = fast.accept();
            closed.readRequest();
            closed.send(NO_CONTENT);
            client.readHead();
            client.readHead();
            closed.awaitEnd();
            proxy.awaitIdleConnections(1);
        }
    }
}
