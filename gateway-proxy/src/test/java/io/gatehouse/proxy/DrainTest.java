// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How connections end because the process ends or a reload changed what they rest on, and how all others do not. */
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String NO_CONTENT = "HTTP/1.1 204 x\r\n\r\n";

    private static RawPeer serve(RawPeer client, RawUpstream upstream) throws Exception {
        client.send(GET);
        RawPeer node = upstream.accept();
        node.readRequest();
        node.send(NO_CONTENT);
        assertThat(client.readHead()).startsWith("HTTP/1.1 204 ").doesNotContain("connection: close");
        return node;
    }

    @Test
    void endsIdleConnectionsAtOnceAndOthersAfterTheirResponse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer idle = proxy.connect();
            RawPeer node = serve(idle, upstream);
            RawPeer unused = proxy.connect();
            RawPeer busy = proxy.connect().send(GET + GET);
            node.readRequest();
            proxy.awaitConnections(3);
            proxy.proxy().drain();
            idle.awaitEnd();
            node.send(NO_CONTENT);
            assertThat(busy.readHead()).startsWith("HTTP/1.1 204 ").contains("connection: close");
            busy.awaitEnd();
            proxy.awaitIdleConnections(1);
            unused.send(GET);
            node.readRequest();
            node.send(NO_CONTENT);
            assertThat(unused.readHead()).startsWith("HTTP/1.1 204 ").contains("connection: close");
            unused.awaitEnd();
            for (RawPeer each : new RawPeer[] {idle, busy, unused}) {
                each.close();
            }
            proxy.awaitConnections(0);
        }
    }

    @Test
    void endsAConnectionBehindTheRequestThatItThrowsAway() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(ProxyFixture.toNode(1, "", ", host: other"))) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxy");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
            proxy.proxy().drain();
            proxy.passOnce();
            client.send("cde").awaitEnd();
        }
    }

    @Test
    void finishesAResponseThatHasBegun() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nxy");
            client.readUntil("xy");
            proxy.proxy().drain();
            proxy.passOnce();
            node.send("cd");
            assertThat(client.readToEnd()).isEqualTo("cd");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void cutsWhatIsLeftWhenTheTimeIsOver() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            proxy.proxy().closeNow();
            client.awaitGone();
            node.awaitGone();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.DRAIN_CUT);
            proxy.awaitConnections(0);
        }
    }

    @Test
    void keepsConnectionsOverAReloadThatDoesNotConcernThem() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(client, upstream);
            proxy.awaitIdleConnections(1);
            proxy.publish(ProxyFixture.toNode(upstream.port(), "", "") + "forwarded: \"off\"");
            proxy.passOnce();
            assertThat(proxy.idleConnections()).isEqualTo(1);
            client.send(GET);
            assertThat(node.readRequest().all("x-forwarded-for")).isEmpty();
            node.send(NO_CONTENT);
            assertThat(client.readHead()).doesNotContain("connection: close");
        }
    }

    @Test
    void endsARequestUnderTheConfigurationThatItBeganWith() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            proxy.publish(TestConfig.HTTP_LISTENER);
            proxy.passOnce();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.readResponse().body()).isEqualTo("ok");
            client.send(GET);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void closesIdleConnectionsToWhatIsGone() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            RawPeer node = serve(client, upstream);
            proxy.awaitIdleConnections(1);
            proxy.publish(TestConfig.HTTP_LISTENER);
            node.awaitEnd();
            proxy.awaitIdleConnections(0);
        }
    }

    @Test
    void keepsNoConnectionOfARequestThatOutlivedItsUpstream() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            proxy.publish(TestConfig.HTTP_LISTENER);
            proxy.passOnce();
            node.send(NO_CONTENT);
            client.readHead();
            node.awaitEnd();
            assertThat(proxy.idleConnections()).isZero();
        }
    }

    @Test
    void drainsTheConnectionsOfAListenerThatIsGone() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            serve(client, upstream);
            proxy.publish("listeners: [{address: \"127.0.0.2:0\", protocol: http}]\n"
                    + ProxyFixture.toNode(upstream.port(), "", ""));
            client.awaitEnd();
        }
    }

    @Test
    void drainsClearTextConnectionsOfAListenerThatSpeaksTlsNow() throws Exception {
        TestCa ca = TestCa.create("drain");
        TestIdentity server = ca.server("a.example");
        Map<String, String> files =
                Map.of("server1.crt", server.chainPem(), "server1.key", server.keyPem(), "clients1.crt", ca.pem());
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        "listeners: [{address: \"127.0.0.1:0\", protocol: http}]\n"
                                + ProxyFixture.toNode(upstream.port(), "", ""),
                        files)) {
            RawPeer client = proxy.connect();
            serve(client, upstream);
            proxy.publish(secure(upstream, "a", 1, 1));
            client.awaitEnd();
        }
    }

    @Test
    void drainsATlsConnectionIfItsPolicyOrObjectChangedAndNotIfItsCertificateDid() throws Exception {
        TestCa ca = TestCa.create("drain");
        Map<String, String> files = new HashMap<>();
        for (int i = 1; i <= 2; i++) {
            TestIdentity server = ca.server("a.example");
            files.put("server" + i + ".crt", server.chainPem());
            files.put("server" + i + ".key", server.keyPem());
        }
        files.put("clients1.crt", ca.pem());
        files.put("clients2.crt", ca.pem() + TestCa.create("other").pem()); // other terms, but alice is good by both
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(secure(upstream, "a", 1, 1), files)) {
            TlsClient tls = TlsClient.trusting(ca).identity(ca.client("alice"));
            RawPeer client =
                    new RawPeer(tls.connect(proxy.address(0), "a.example").socket());
            RawPeer node = serve(client, upstream);
            proxy.publish(secure(upstream, "a", 2, 1));
            proxy.passOnce();
            client.send(GET);
            node.readRequest();
            node.send(NO_CONTENT);
            assertThat(client.readHead()).doesNotContain("connection: close");
            proxy.publish(secure(upstream, "a", 2, 2));
            client.awaitEnd();
            client.close();

            proxy.publish(secure(upstream, "a", 1, 1));
            RawPeer second =
                    new RawPeer(tls.connect(proxy.address(0), "a.example").socket());
            second.send(GET);
            node.readRequest();
            node.send(NO_CONTENT);
            second.readHead();
            proxy.publish(secure(upstream, "b", 1, 1).replace("a.example", "b.example"));
            second.awaitEnd();
            second.close();
        }
    }

    /** A request on a connection that is about to be drained is judged by the new configuration. */
    @Test
    void judgesTheNextRequestByTheNewPolicy() throws Exception {
        TestCa ca = TestCa.create("judge");
        TestIdentity server = ca.server("a.example");
        Map<String, String> files = Map.of(
                "server1.crt", server.chainPem(),
                "server1.key", server.keyPem(),
                "clients1.crt", ca.pem(),
                "clients2.crt", ca.pem() + TestCa.create("other").pem());
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(secure(upstream, "a", 1, 1), files)) {
            TlsClient tls = TlsClient.trusting(ca).identity(ca.client("alice"));
            try (RawPeer client =
                    new RawPeer(tls.connect(proxy.address(0), "a.example").socket())) {
                proxy.awaitConnections(1);
                proxy.publish(secure(upstream, "a", 1, 2));
                proxy.passOnce();
                WireMessage response = client.send(GET).readResponse();
                assertThat(response.startLine()).startsWith("HTTP/1.1 421 ");
                assertThat(response.one("connection")).isEqualTo("close");
            }
        }
    }

    private static String secure(RawUpstream upstream, String id, int certificate, int clients) {
        return """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                ssls: [{id: %s, sni: a.example, cert: server%d.crt, key: server%d.key, client: {ca: clients%d.crt}}]
                """.formatted(id, certificate, certificate, clients) + ProxyFixture.toNode(upstream.port(), "", "");
    }

    @Test
    void endsATunnelOfADrainedConnectionWhenTheTimeIsOver() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(ProxyFixture.toNode(upstream.port(), "", ", enable_websocket: true"))) {
            RawPeer client = proxy.connect();
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: y\r\n\r\n");
            client.readHead();
            proxy.publish(
                    "listeners: [{address: \"127.0.0.2:0\", protocol: http}]\nshutdown: {drain_timeout: 200ms}\n");
            client.awaitGone();
            node.awaitGone();
        }
    }
}
