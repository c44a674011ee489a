// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client certificate that was good in the handshake and is not any more: what becomes of the connections that it opened. */
class ClientReviewTest {
    private static final TestCa CA = TestCa.create("review");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity SERVER = CA.server("listed.example", "unlisted.example", "open.example");
    private static final TestIdentity ALICE = CLIENTS.client("alice");
    private static final TestIdentity MALLORY = CLIENTS.client("mallory");
    private static final String NO_CONTENT = "HTTP/1.1 204 x\r\n\r\n";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String OBJECTS = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls:
              - {id: open, sni: open.example, cert: server.crt, key: server.key}
              - {id: unlisted, sni: unlisted.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}
              - {id: listed, sni: listed.example, cert: server.crt, key: server.key, client: {ca: clients.crt, crl: clients.crl}}
            """;

    private static ProxyFixture start(RawUpstream upstream, TestCrl crl) {
        return start(config(upstream), crl);
    }

    private static ProxyFixture start(String config, TestCrl crl) {
        Map<String, String> files = new HashMap<>();
        files.put("server.crt", SERVER.chainPem());
        files.put("server.key", SERVER.keyPem());
        files.put("clients.crt", CLIENTS.pem());
        files.put("clients.crl", crl.pem());
        return ProxyFixture.start(config, files);
    }

    private static String config(RawUpstream upstream) {
        return OBJECTS + ProxyFixture.toNode(upstream.port(), "", ", enable_websocket: true");
    }

    private static RawPeer connect(ProxyFixture proxy, TestIdentity identity, String sni) throws IOException {
        TlsClient client = TlsClient.trusting(CA).identity(identity);
        return new RawPeer(client.connect(proxy.address(0), sni).socket());
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static RawPeer serve(ProxyFixture proxy, RawUpstream upstream, RawPeer client, String host)
            throws Exception {
        client.send(get(host));
        RawPeer node = upstream.accept();
        node.readRequest();
        answer(proxy, client, node);
        return node;
    }

    private static void answer(ProxyFixture proxy, RawPeer client, RawPeer node) throws Exception {
        node.send(NO_CONTENT);
        assertThat(client.readHead()).startsWith("HTTP/1.1 204 ").doesNotContain("connection: close");
        assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
    }

    private static RawPeer openTunnel(ProxyFixture proxy, RawUpstream upstream, RawPeer client) throws Exception {
        client.send("GET / HTTP/1.1\r\nHost: listed.example\r\n" + UPGRADE
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");
        RawPeer node = upstream.accept();
        node.readRequest();
        node.send("HTTP/1.1 101 x\r\n" + UPGRADE + "Sec-WebSocket-Accept: y\r\n\r\n");
        client.readHead();
        assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.TUNNELED);
        return node;
    }

    private static void assertRefused(ProxyFixture proxy, String why) throws InterruptedException {
        ExchangeRecord record = proxy.nextRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_REFUSED);
        assertThat(record.detail()).contains(why);
        assertThat(record.connection().peer().orElseThrow().subject()).isEqualTo("CN=mallory");
    }

    /** Another one that stands in its place now does not judge its clients. */
    @Test
    void anObjectWithoutIdGoesOnWhereverItStands() throws Exception {
        String start = "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\nssls:\n";
        String one = "  - {sni: unlisted.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}\n";
        String other = "  - {sni: open.example, cert: server.crt, key: server.key, client: {ca: other.crt}}\n";
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        start(start + one + ProxyFixture.toNode(upstream.port(), "", ""), TestCrl.of(CLIENTS));
                RawPeer alice = connect(proxy, ALICE, "unlisted.example")) {
            RawPeer node = serve(proxy, upstream, alice, "unlisted.example");
            proxy.file("other.crt", CA.pem())
                    .publish(start + other + one + ProxyFixture.toNode(upstream.port(), "", ""));
            alice.send(get("unlisted.example"));
            node.readRequest();
            answer(proxy, alice, node);
            proxy.assertNoRecord();
        }
    }

    /** Its names and what it asks are the same, so its connections are good for what they were good for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{id: given, snis: [listed.example, unlisted.example]",
                "{snis: [unlisted.example, listed.example]",
                "{snis: [open.example, listed.example, unlisted.example]"
            })
    void anObjectThatIsCalledOtherwiseGoesOn(String called) throws Exception {
        String object = "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\nssls:\n"
                + "  - %s, cert: server.crt, key: server.key, client: {ca: clients.crt, skip_mtls_uri_regex: [%s]}}\n";
        String before = String.format(object, "{snis: [listed.example, unlisted.example]", "^/a, ^/b");
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(before + ProxyFixture.toNode(upstream.port(), "", ""), TestCrl.of(CLIENTS));
                RawPeer alice = connect(proxy, ALICE, "listed.example")) {
            RawPeer node = serve(proxy, upstream, alice, "listed.example");
            proxy.publish(String.format(object, called, "^/b, ^/a") + ProxyFixture.toNode(upstream.port(), "", ""));
            alice.send(get("listed.example"));
            node.readRequest();
            answer(proxy, alice, node);
        }
    }

    /** It judges its clients under the other id too. */
    @Test
    void anObjectThatIsCalledOtherwiseRefusesWhomItRevokes() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer client = connect(proxy, MALLORY, "listed.example")) {
            serve(proxy, upstream, client, "open.example");
            proxy.file("clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem())
                    .publish(config(upstream).replace("id: listed", "id: other"));
            assertThat(client.awaitReset()).isEmpty();
            assertRefused(proxy, "certificate is revoked");
        }
    }

    @Test
    void anotherListCutsWhomItRevokesAndNobodyElse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer alice = connect(proxy, ALICE, "listed.example");
                RawPeer idle = connect(proxy, MALLORY, "listed.example");
                RawPeer busy = connect(proxy, MALLORY, "listed.example");
                RawPeer streaming = connect(proxy, MALLORY, "listed.example");
                RawPeer elsewhere = connect(proxy, MALLORY, "unlisted.example")) {
            RawPeer node = serve(proxy, upstream, alice, "listed.example");
            idle.send(get("listed.example"));
            node.readRequest();
            answer(proxy, idle, node);
            busy.send(get("listed.example"));
            node.readRequest();
            streaming.send(get("listed.example"));
            RawPeer second = upstream.accept();
            second.readRequest();
            second.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nxy");
            streaming.readUntil("xy");
            proxy.file("clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem()).publish(config(upstream));
            for (RawPeer each : new RawPeer[] {idle, busy, streaming}) {
                assertThat(each.awaitReset()).isEmpty();
                assertRefused(proxy, "certificate is revoked");
            }
            node.awaitGone();
            second.awaitGone();
            proxy.awaitConnections(2);
            RawPeer third = serve(proxy, upstream, alice, "listed.example");
            elsewhere.send(get("unlisted.example"));
            third.readRequest();
            answer(proxy, elsewhere, third);
        }
    }

    @Test
    void anotherListCutsTunnelsOfWhomItRevokesAndLeavesOthers() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer alice = connect(proxy, ALICE, "listed.example");
                RawPeer mallory = connect(proxy, MALLORY, "listed.example")) {
            RawPeer behindAlice = openTunnel(proxy, upstream, alice);
            RawPeer behindMallory = openTunnel(proxy, upstream, mallory);
            proxy.file("clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem()).publish(config(upstream));
            mallory.awaitReset();
            behindMallory.awaitGone();
            assertRefused(proxy, "certificate is revoked");
            behindAlice.send("still");
            assertThat(alice.read(5)).isEqualTo("still");
            alice.send("there");
            assertThat(behindAlice.read(5)).isEqualTo("there");
        }
    }

    @Test
    void anotherCaCutsWhomItDidNotIssueAndDrainsTheOthers() throws Exception {
        TestCa next = TestCa.create("next");
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer mallory = connect(proxy, MALLORY, "unlisted.example")) {
            proxy.file("clients.crt", CLIENTS.pem() + next.pem());
            RawPeer alice = connect(proxy, ALICE, "unlisted.example");
            RawPeer node = serve(proxy, upstream, alice, "unlisted.example");
            proxy.publish(config(upstream));
            alice.awaitEnd();
            proxy.file("clients.crt", next.pem())
                    .file("clients.crl", TestCrl.of(next).pem());
            proxy.publish(config(upstream));
            mallory.awaitReset();
            assertRefused(proxy, "no path to a trusted CA certificate");
            node.close();
            alice.close();
        }
    }

    /** The list of the host that is asked for counts, not only that of the name in the handshake. */
    @Test
    void aConnectionOfTheSameTermsIsJudgedByTheListOfTheHost() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS).revoke(MALLORY));
                RawPeer alice = connect(proxy, ALICE, "unlisted.example");
                RawPeer mallory = connect(proxy, MALLORY, "unlisted.example")) {
            RawPeer node = serve(proxy, upstream, alice, "listed.example");
            mallory.send(get("unlisted.example"));
            node.readRequest();
            answer(proxy, mallory, node);
            WireMessage response = mallory.send(get("listed.example")).readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 421 ");
            assertThat(response.one("connection")).isEqualTo("close");
            assertThat(response.body())
                    .isEqualTo("{\"error_msg\":\"the client certificate is not accepted any more\"}");
            assertRefused(proxy, "certificate is revoked");
        }
    }

    @ParameterizedTest(name = "{0}, then {1} after {2} days: {3}")
    @CsvSource({
        "unlisted.example, unlisted.example, 31, certificate has expired",
        "unlisted.example, open.example,     31, certificate has expired",
        "listed.example,   listed.example,    8, stale CRL",
        "listed.example,   open.example,      8, stale CRL",
        "unlisted.example, listed.example,    8, stale CRL",
    })
    void timeEndsTheUseOfAConnection(String sni, String host, int days, String why) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer mallory = connect(proxy, MALLORY, sni)) {
            serve(proxy, upstream, mallory, host);
            proxy.clock().advance(Duration.ofDays(days));
            WireMessage response = mallory.send(get(host)).readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 421 ");
            assertThat(response.one("connection")).isEqualTo("close");
            assertRefused(proxy, why);
            mallory.awaitEnd();
        }
    }

    /** The hello is answered under the old list, and the certificate comes when the new one is in force. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHandshakeThatAReloadOvertookIsJudgedByTheNewList(String version) throws Exception {
        TlsClient client = TlsClient.trusting(CA).protocols(version).identity(MALLORY);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                Socket socket = new PausingSocket(() -> {
                    proxy.file(
                                    "clients.crl",
                                    TestCrl.of(CLIENTS).revoke(MALLORY).pem())
                            .publish(config(upstream));
                    proxy.passOnce();
                })) {
            try {
                client.connectRecords(socket, proxy.address(0), "listed.example")
                        .awaitGone();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset"); // while it still shook hands
            }
            assertRefused(proxy, "certificate is revoked");
        }
    }

    /** Does something between the first and the second flight of a handshake. */
    private static final class PausingSocket extends Socket {
        private final Runnable pause;
        private int writes;

        PausingSocket(Runnable pause) {
            this.pause = pause;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    if (++writes == 2) {
                        pause.run();
                    }
                    out.write(octets, offset, length);
                }
            };
        }
    }

    /** What carries no requests is looked at every minute. */
    @Test
    void timeEndsTunnelsAndResponsesThatRun() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, TestCrl.of(CLIENTS));
                RawPeer tunnel = connect(proxy, MALLORY, "listed.example");
                RawPeer streaming = connect(proxy, MALLORY, "unlisted.example")) {
            RawPeer behind = openTunnel(proxy, upstream, tunnel);
            streaming.send(get("unlisted.example"));
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nxy");
            streaming.readUntil("xy");
            proxy.proxy().review();
            proxy.clock().advance(Duration.ofDays(8));
            proxy.proxy().review();
            tunnel.awaitReset();
            behind.awaitGone();
            assertRefused(proxy, "stale CRL");
            node.send("c");
            streaming.readUntil("c");
            proxy.clock().advance(Duration.ofDays(23));
            proxy.proxy().review();
            streaming.awaitReset();
            node.awaitGone();
            assertRefused(proxy, "certificate has expired");
        }
    }
}
