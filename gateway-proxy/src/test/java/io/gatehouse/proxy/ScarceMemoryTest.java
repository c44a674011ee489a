// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.ScarceMemory;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Direct memory runs out at one buffer after the other: whoever needed it is cut or answered, it is counted once, and the next one is
 * served. A buffer of a goodbye may be missing without a word. No node takes a tunnel that is cut for one that ended.
 */
class ScarceMemoryTest {
    private static final TestCa CA = TestCa.create("scarce");
    private static final TestIdentity SERVER = CA.server("a.example");
    private static final Map<String, String> FILES =
            Map.of("server.crt", SERVER.chainPem(), "server.key", SERVER.keyPem(), "ca.crt", CA.pem());
    private static final String HTTPS = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls: [{id: a, sni: a.example, cert: server.crt, key: server.key}]
            """;
    private static final int BODY = 20_000;
    private static final int MOST_BUFFERS = 200;

    private final Queue<String> endedEarly = new ConcurrentLinkedQueue<>();
    private volatile boolean switched; // the client knows that it has a tunnel

    @AfterEach
    void thereIsEnough() {
        ScarceMemory.runOutAfter(Integer.MAX_VALUE);
    }

    /** What a client does; fails with an IOException if it is cut, or answered by the gateway. */
    private interface Visit {
        void to(RawPeer gateway) throws IOException;
    }

    @Test
    void ofAClientsTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start()) {
            String yaml = HTTPS + ProxyFixture.toNode(upstream.port(), "", "");
            runsOutEverywhere(upstream, yaml, ScarceMemoryTest::get);
        }
    }

    @Test
    void ofAnUpstreamsTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, null)) {
            String keys = ", scheme: https, tls: {ca_certs: [ca.crt], sni: a.example}";
            runsOutEverywhere(upstream, ProxyFixture.toNode(upstream.port(), keys, ""), ScarceMemoryTest::get);
        }
    }

    @Test
    void ofATunnel() throws Exception {
        try (RawUpstream upstream = RawUpstream.start()) {
            String yaml = HTTPS + ProxyFixture.toNode(upstream.port(), "", ", enable_websocket: true");
            runsOutEverywhere(upstream, yaml, gateway -> {
                gateway.send("GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");
                switched = gateway.readHead().startsWith("HTTP/1.1 101 ");
                gateway.send("x".repeat(BODY)).read(BODY);
            });
        }
    }

    private static void get(RawPeer gateway) throws IOException {
        gateway.send("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
        String status = gateway.readResponse().startLine();
        gateway.awaitEnd();
        if (!status.contains(" 200 ")) {
            throw new IOException(status);
        }
    }

    private void runsOutEverywhere(RawUpstream upstream, String yaml, Visit visit) throws Exception {
        Thread node = new Thread(() -> serve(upstream));
        node.setDaemon(true);
        node.start();
        for (int buffers = 0; buffers < MOST_BUFFERS; buffers++) {
            try (ProxyFixture proxy = ProxyFixture.startInScarceMemory(yaml, FILES)) {
                switched = false;
                ScarceMemory.runOutAfter(buffers);
                String how = visit(proxy, visit);
                proxy.awaitConnections(0);
                if (!ScarceMemory.ranOut()) {
                    assertThat(buffers).isGreaterThan(5);
                    return;
                }
                assertThat(endedEarly).as("nodes of a tunnel").isEmpty();
                long shortages = proxy.proxy().memoryShortages();
                assertThat(shortages).as("after %s buffers: %s", buffers, how).isBetween(how.isEmpty() ? 0L : 1L, 1L);
                assertThat(visit(proxy, visit)).isEmpty();
            }
        }
        throw new AssertionError("more than " + MOST_BUFFERS + " buffers");
    }

    private static String visit(ProxyFixture proxy, Visit visit) {
        boolean tls =
                proxy.proxy().context().snapshots().current().ssls().objects().size() > 0;
        try (RawPeer client = tls
                ? new RawPeer(TlsClient.trusting(CA)
                        .connect(proxy.address(0), "a.example")
                        .socket())
                : proxy.connect()) {
            visit.to(client);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void serve(RawUpstream upstream) {
        while (true) {
            try {
                RawPeer peer = upstream.accept();
                Thread each = new Thread(() -> answer(peer));
                each.setDaemon(true);
                each.start();
            } catch (SocketTimeoutException e) {
                // nobody came for a while
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(RawPeer peer) {
        try (peer) {
            while (true) {
                String request = peer.readHead();
                if (request.contains("upgrade: websocket")) {
                    peer.send("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: y\r\n\r\n");
                    peer.send(peer.read(BODY));
                } else {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n" + "x".repeat(BODY));
                }
            }
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (switched && message.contains(" of " + BODY + " octets")) { // a clean end within them
                endedEarly.add(message);
            }
        }
    }
}
