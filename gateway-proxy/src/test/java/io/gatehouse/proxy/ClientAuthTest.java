// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that ask for client certificates: who may use them, and what the others are told. */
class ClientAuthTest {
    private static final TestCa CA = TestCa.create("exchange");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity SERVER = CA.server("open.example", "closed.example", "maybe.example");
    private static final TestIdentity ALICE = TestCa.clientRequest("alice")
            .name("Alice.clients.example")
            .name("second.clients.example")
            .uri("spiffe://example/alice")
            .issuedBy(CLIENTS);
    private static final TestIdentity TWO_NAMES = CLIENTS.client("alice, CN=bob");
    private static final Map<String, String> FILES = files();
    private static final String OBJECTS = """
            listeners:
              - {address: "127.0.0.1:0", protocol: https}
              - {address: "127.0.0.1:0", protocol: http}
            ssls:
              - {id: open, sni: open.example, cert: server.crt, key: server.key}
              - {id: closed, sni: closed.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}
              - {id: maybe, sni: maybe.example, cert: server.crt, key: server.key, client: {ca: clients.crt, mode: optional}}
            """;

    private static Map<String, String> files() {
        Map<String, String> files = new HashMap<>();
        files.put("server.crt", SERVER.chainPem());
        files.put("server.key", SERVER.keyPem());
        files.put("clients.crt", CLIENTS.pem());
        return files;
    }

    private static ProxyFixture start(RawUpstream upstream, String routeKeys) {
        return ProxyFixture.start(OBJECTS + ProxyFixture.toNode(upstream.port(), "", routeKeys), FILES);
    }

    private static ProxyFixture allowing(RawUpstream upstream, String allow) {
        return start(upstream, ", host: closed.example, client_auth: {allow: {" + allow + "}}");
    }

    private static RawPeer connect(ProxyFixture proxy, TlsClient client, String sni) throws IOException {
        return new RawPeer(client.connect(proxy.address(0), sni).socket());
    }

    private static RawPeer connectAs(ProxyFixture proxy, TestIdentity identity) throws IOException {
        return connect(proxy, TlsClient.trusting(CA).identity(identity), "closed.example");
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nClient-Cert: :AAAA:\r\n\r\n";
    }

    private static void assertAdmitted(RawUpstream upstream, RawPeer client, String host) throws Exception {
        client.send(get(host));
        RawPeer node = upstream.accept();
        node.readRequest();
        node.send("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
    }

    private static void assertDenied(ProxyFixture proxy, RawPeer client, String host, String why) throws Exception {
        WireMessage response = client.send(get(host)).readResponse();
        assertThat(response.startLine()).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(response.body()).isEqualTo("{\"error_msg\":\"no client certificate that is allowed here\"}");
        ExchangeRecord record = proxy.nextRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_DENIED);
        assertThat(record.outcome().label()).isEqualTo("client_denied");
        assertThat(record.detail()).contains(why);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "san_dns: [], subject_cn: []",
                "san_dns: [alice.CLIENTS.example]",
                "san_dns: [other.example, second.clients.example.]",
                "san_uri: [\"spiffe://example/alice\"]",
                "subject_cn: [bob, alice]",
                "subject_cn: [bob], san_uri: [\"spiffe://example/bob\", \"spiffe://example/alice\"]",
            })
    void admitsAClientThatOneEntryMatches(String allow) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, allow);
                RawPeer client = connectAs(proxy, ALICE)) {
            assertAdmitted(upstream, client, "closed.example");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "san_dns: [alice]",
                "san_dns: [clients.example]",
                "san_dns: [spiffe]",
                "san_uri: [\"spiffe://example/Alice\"]",
                "san_uri: [\"spiffe://example/alice/\"]",
                "san_uri: [\"spiffe://example/\"]",
                "subject_cn: [Alice]",
                "subject_cn: [CN=alice]",
                "subject_cn: [alice.clients.example]",
                "fingerprint_sha256: [\"0000000000000000000000000000000000000000000000000000000000000000\"]",
            })
    void deniesAClientThatNothingMatches(String allow) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, allow);
                RawPeer client = connectAs(proxy, ALICE)) {
            assertDenied(proxy, client, "closed.example", "nothing in 'allow' matches");
            assertDenied(proxy, client, "closed.example", "nothing in 'allow' matches"); // and the connection lives on
            upstream.assertNoConnection();
        }
    }

    @ParameterizedTest(name = "colons {0}, upper case {1}")
    @CsvSource({"false, false", "true, true"})
    void admitsByFingerprint(boolean colons, boolean upperCase) throws Exception {
        HexFormat format = colons ? HexFormat.ofDelimiter(":") : HexFormat.of();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(ALICE.certificate().getEncoded());
        String hex = (upperCase ? format.withUpperCase() : format).formatHex(digest);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, "fingerprint_sha256: [\"" + hex + "\"]");
                RawPeer other = connectAs(proxy, TWO_NAMES);
                RawPeer client = connectAs(proxy, ALICE)) {
            assertDenied(proxy, other, "closed.example", "nothing in 'allow' matches");
            assertAdmitted(upstream, client, "closed.example");
        }
    }

    @Test
    void takesNoneOfSeveralCommonNames() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, "subject_cn: [alice, bob]");
                RawPeer client = connectAs(proxy, TWO_NAMES)) {
            assertDenied(proxy, client, "closed.example", "nothing in 'allow' matches");
        }
    }

    @Test
    void asksOnARouteWithoutHostWhateverTheHost() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, ", client_auth: {require: true}");
                RawPeer anonymous = connect(proxy, TlsClient.trusting(CA), "open.example");
                RawPeer clear = RawPeer.connect(proxy.address(1).getPort());
                RawPeer client = connectAs(proxy, ALICE)) {
            assertDenied(proxy, anonymous, "open.example", "no client certificate");
            assertDenied(proxy, anonymous, "unknown.example", "no client certificate");
            assertDenied(proxy, clear, "open.example", "no client certificate");
            assertAdmitted(upstream, client, "open.example");
        }
    }

    /** The ssl objects of some names below a wildcard may ask, and those of others not. */
    @Test
    void countsNoCertificateThatTheHostDidNotAskFor() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, ", host: \"*.example\", client_auth: {require: true}");
                RawPeer client = connectAs(proxy, ALICE)) {
            assertDenied(proxy, client, "open.example", "does not ask");
            assertAdmitted(upstream, client, "closed.example");
        }
    }

    @Test
    void answersMisdirectedBeforeItDenies() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, "subject_cn: [alice]");
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            assertThat(client.send(get("closed.example")).readResponse().startLine())
                    .startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void aReloadTakesEffectOnOpenConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = allowing(upstream, "subject_cn: [alice]");
                RawPeer client = connectAs(proxy, ALICE)) {
            assertAdmitted(upstream, client, "closed.example");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            proxy.publish(OBJECTS
                    + ProxyFixture.toNode(
                            upstream.port(), "", ", host: closed.example, client_auth: {allow: {subject_cn: [bob]}}"));
            assertDenied(proxy, client, "closed.example", "nothing in 'allow' matches");
        }
    }

    @Test
    void asksNobodyWithRequireFalse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, ", client_auth: {require: false}");
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            assertAdmitted(upstream, client, "open.example");
        }
    }

    // Objects that ask, but do not insist.

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesAClientWithoutCertificateWhereItIsOptional(String version) throws Exception {
        TlsClient anonymous = TlsClient.trusting(CA).protocols(version);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer client = connect(proxy, anonymous, "maybe.example");
                RawPeer alice = connect(proxy, anonymous.identity(ALICE), "maybe.example")) {
            client.send(get("maybe.example"));
            assertThat(upstream.accept().readRequest().all("client-cert")).isEmpty();
            alice.send(get("maybe.example"));
            assertThat(upstream.accept().readRequest().one("client-cert")).startsWith(":MII");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAHandshakeWithABadCertificateWhereItIsOptional(String version) throws Exception {
        TestIdentity stranger = TestCa.create("strangers").client("alice");
        TestIdentity expired = TestCa.clientRequest("alice").expired().issuedBy(CLIENTS);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "")) {
            for (TestIdentity bad : new TestIdentity[] {stranger, expired}) {
                TlsClient client = TlsClient.trusting(CA).protocols(version).identity(bad);
                assertThatThrownBy(() -> connect(proxy, client, "maybe.example")
                                .send(get("maybe.example"))
                                .readResponse())
                        .isInstanceOf(IOException.class);
                assertThat(proxy.nextRefusedHandshake()).isEqualTo("CLIENT_CERTIFICATE_REFUSED maybe.example");
            }
            upstream.assertNoConnection();
        }
    }

    @Test
    void leavesItToTheRouteWhereItIsOptional() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        start(upstream, ", host: maybe.example, client_auth: {allow: {subject_cn: [alice]}}");
                RawPeer anonymous = connect(proxy, TlsClient.trusting(CA), "maybe.example");
                RawPeer alice = connect(proxy, TlsClient.trusting(CA).identity(ALICE), "maybe.example")) {
            assertDenied(proxy, anonymous, "maybe.example", "no client certificate");
            assertAdmitted(upstream, alice, "maybe.example");
        }
    }

    @ParameterizedTest(name = "a connection to {0} with certificate: {2} asks for {1}: {3}")
    @CsvSource({
        "open.example,   maybe.example,  false, 421",
        "maybe.example,  open.example,   false, 204",
        "maybe.example,  maybe.example,  false, 204",
        "maybe.example,  closed.example, false, 421",
        "maybe.example,  closed.example, true,  421",
        "maybe.example,  maybe.example,  true,  204",
        "closed.example, maybe.example,  true,  421",
    })
    void anOptionalPolicyIsAnotherOneThanARequired(String sni, String host, boolean certificate, String status)
            throws Exception {
        TlsClient client = TlsClient.trusting(CA);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer peer = connect(proxy, certificate ? client.identity(ALICE) : client, sni)) {
            if (status.equals("204")) {
                assertAdmitted(upstream, peer, host);
            } else {
                assertThat(peer.send(get(host)).readResponse().startLine()).startsWith("HTTP/1.1 " + status + " ");
                upstream.assertNoConnection();
            }
        }
    }

    @Test
    void neverReachesAnOptionalHostByClearText() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer clear = RawPeer.connect(proxy.address(1).getPort())) {
            assertThat(clear.send(get("maybe.example")).readResponse().startLine())
                    .startsWith("HTTP/1.1 421 ");
        }
    }
}
