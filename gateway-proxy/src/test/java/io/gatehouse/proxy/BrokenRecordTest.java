// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.fixtures.RecordPeer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that does not decrypt ends its connection at once, on either side; no clock runs out in these tests. */
class BrokenRecordTest {
    private static final TestCa CA = TestCa.create("records");
    private static final TestIdentity SERVER = CA.server("a.example");
    private static final Map<String, String> FILES =
            Map.of("server.crt", SERVER.chainPem(), "server.key", SERVER.keyPem(), "ca.crt", CA.pem());
    private static final String FRONT = """
            listeners:
              - {address: "127.0.0.1:0", protocol: https}
              - {address: "127.0.0.1:0", protocol: http}
            ssls:
              - {id: a, sni: a.example, cert: server.crt, key: server.key}
            """;
    private static final String ALERT = "bad_record_mac";
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String BODY = "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nxyz";
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private static ProxyFixture proxy(RawUpstream upstream) {
        return ProxyFixture.start(FRONT + ProxyFixture.toNode(upstream.port(), "", ", enable_websocket: true"), FILES);
    }

    private static RecordPeer connect(ProxyFixture proxy, String version) throws Exception {
        return TlsClient.trusting(CA).protocols(version).connectRecords(proxy.address(0), "a.example");
    }

    @ParameterizedTest(name = "{0} after ''{1}''")
    @CsvSource({"TLSv1.2, ''", "TLSv1.3, ''", "TLSv1.2, GET / HT", "TLSv1.3, GET / HT"})
    void endsAConnectionWithoutRequest(String version, String before) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            if (!before.isEmpty()) {
                client.send(before);
            }
            client.sendRaw(client.broken("x"));
            assertThat(client.awaitAlert()).contains(ALERT);
            client.awaitGone();
            proxy.awaitConnections(0);
            upstream.assertNoConnection();
            proxy.assertNoRecord();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsAConnectionBetweenRequests(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            client.send(HEAD);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.readUntil("ok");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            client.sendRaw(client.broken(HEAD));
            assertThat(client.awaitAlert()).contains(ALERT);
            proxy.awaitConnections(0);
        }
    }

    @ParameterizedTest(name = "{0}, in one segment: {1}")
    @CsvSource({"TLSv1.2, false", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.3, true"})
    void abortsTheRequestWhoseBodyItBreaks(String version, boolean inOneSegment) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            if (inOneSegment) {
                client.send(BODY);
                upstream.accept().readUntil("xyz");
                client.sendRaw(client.seal("def"), client.broken("x".repeat(94)));
            } else {
                client.send(BODY);
                upstream.accept().readUntil("xyz");
                client.sendRaw(client.broken("x".repeat(97)));
            }
            assertThat(client.awaitAlert()).contains(ALERT);
            assertAborted(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void abortsTheExchangeThatWaitsForItsResponse(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            client.send(HEAD);
            RawPeer node = upstream.accept();
            node.readRequest();
            client.sendRaw(client.broken(HEAD));
            assertThat(client.awaitAlert()).contains(ALERT);
            node.awaitGone();
            assertAborted(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsATunnel(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            client.send(UPGRADE);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(SWITCH);
            client.readUntil("\r\n\r\n");
            client.sendRaw(client.seal("xyz"), client.broken("def"));
            assertThat(client.awaitAlert()).contains(ALERT);
            assertThat(node.awaitGone()).isEqualTo("xyz");
            proxy.awaitConnections(0);
        }
    }

    private static void assertAborted(ProxyFixture proxy) throws Exception {
        ExchangeRecord record = proxy.nextRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertThat(record.detail()).contains("does not decrypt");
        proxy.awaitConnections(0);
    }

    // Upstreams.

    private static ProxyFixture toTls(RawUpstream upstream) {
        return ProxyFixture.start(
                FRONT
                        + ProxyFixture.toNode(
                                upstream.port(), ", scheme: https, tls: {ca_certs: [ca.crt], sni: a.example}", ""),
                FILES);
    }

    private static RawPeer clearClient(ProxyFixture proxy) throws Exception {
        return RawPeer.connect(proxy.address(1).getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void isA502IfTheResponseHadNotBegun(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toTls(upstream);
                RawPeer client = clearClient(proxy)) {
            client.send(HEAD);
            RecordPeer node = RecordPeer.serving(upstream.accept().socket(), SERVER, version);
            node.readUntil("\r\n\r\n");
            node.sendRaw(node.broken("HTTP/1.1 204 x\r\n\r\n"));
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_TLS_FAILED);
            assertThat(record.detail()).contains("does not decrypt");
            assertThat(node.awaitAlert()).contains(ALERT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutsTheClientIfTheResponseHadBegun(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toTls(upstream);
                RawPeer client = clearClient(proxy)) {
            client.send(HEAD);
            RecordPeer node = RecordPeer.serving(upstream.accept().socket(), SERVER, version);
            node.readUntil("\r\n\r\n");
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nxyz");
            client.readUntil("xyz");
            node.sendRaw(node.broken("def"));
            assertThat(client.awaitReset()).isEmpty();
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertThat(record.detail()).contains("does not decrypt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keepsNoConnectionThatBreaksBehindItsResponse(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toTls(upstream);
                RawPeer client = clearClient(proxy)) {
            client.send(HEAD);
            RecordPeer node = RecordPeer.serving(upstream.accept().socket(), SERVER, version);
            node.readUntil("\r\n\r\n");
            node.sendRaw(node.seal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), node.broken("x"));
            assertThat(client.readResponse().body()).isEqualTo("ok");
            assertThat(node.awaitAlert()).contains(ALERT);
            node.awaitGone();
            proxy.awaitIdleConnections(0);
            client.send(HEAD);
            try (RecordPeer next = RecordPeer.serving(upstream.accept().socket(), SERVER, version)) {
                next.readUntil("\r\n\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closesAnIdleConnectionThatBreaks(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toTls(upstream);
                RawPeer client = clearClient(proxy)) {
            client.send(HEAD);
            RecordPeer node = RecordPeer.serving(upstream.accept().socket(), SERVER, version);
            node.readUntil("\r\n\r\n");
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.readResponse();
            proxy.awaitIdleConnections(1);
            node.sendRaw(node.broken("x"));
            assertThat(node.awaitAlert()).contains(ALERT);
            proxy.awaitIdleConnections(0);
        }
    }
}
