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
import io.gatehouse.tls.TlsEstablished;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges over TLS: which connection may name which host, and who the gateway is to its upstreams. */
class TlsExchangeTest {
    private static final TestCa CA = TestCa.create("exchange");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestCa STRANGERS = TestCa.create("strangers");
    private static final TestIdentity SERVER = CA.server("open.example", "closed.example", "also.example");
    private static final TestIdentity CLIENT = CLIENTS.client("alice");
    private static final TestIdentity ORDERS = CLIENTS.client("orders");
    private static final TestIdentity BILLING = CLIENTS.client("billing");
    private static final Map<String, String> FILES = files();

    private static final String LISTENERS = """
            listeners:
              - {address: "127.0.0.1:0", protocol: https}
              - {address: "127.0.0.1:0", protocol: http}
            ssls:
              - {id: open, sni: open.example, cert: server.crt, key: server.key}
              - {id: closed, sni: closed.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}
              - {id: also, sni: also.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}
              - {id: orders, type: client, cert: orders.crt, key: orders.key}
            """;

    private static Map<String, String> files() {
        Map<String, String> files = new HashMap<>();
        files.put("server.crt", SERVER.chainPem());
        files.put("server.key", SERVER.keyPem());
        files.put("clients.crt", CLIENTS.pem());
        files.put("ca.crt", CA.pem());
        files.put("strangers.crt", STRANGERS.pem());
        files.put("orders.crt", ORDERS.chainPem());
        files.put("orders.key", ORDERS.keyPem());
        files.put("billing.crt", BILLING.chainPem());
        files.put("billing.key", BILLING.keyPem());
        return files;
    }

    private static ProxyFixture toClearText(RawUpstream upstream) {
        return ProxyFixture.start(LISTENERS + ProxyFixture.toNode(upstream.port(), "", ""), FILES);
    }

    private static RawPeer connect(ProxyFixture proxy, TlsClient client, String sni) throws IOException {
        return new RawPeer(client.connect(proxy.address(0), sni).socket());
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nClient-Cert: :AAAA:\r\n\r\n";
    }

    @Test
    void tellsTheUpstreamAndTheRecordWhatTheHandshakeFixed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream);
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            client.send(get("open.example"));
            RawPeer node = upstream.accept();
            WireMessage request = node.readRequest();
            assertThat(request.one("x-forwarded-proto")).isEqualTo("https");
            assertThat(request.one("x-forwarded-port")).isEqualTo("443");
            assertThat(request.all("client-cert")).isEmpty();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.readResponse().body()).isEqualTo("ok");
            ExchangeRecord record = proxy.nextRecord();
            TlsEstablished tls = record.connection().tls();
            assertThat(tls).isNotNull();
            if (tls != null) {
                assertThat(tls.sni()).isEqualTo("open.example");
                assertThat(tls.object().id()).isEqualTo("open");
                assertThat(tls.protocol()).isEqualTo("TLSv1.3");
            }
        }
    }

    @Test
    void passesTheProvenCertificateOnAndNoOther() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream);
                RawPeer client = connect(proxy, TlsClient.trusting(CA).identity(CLIENT), "closed.example")) {
            client.send(get("closed.example"));
            RawPeer node = upstream.accept();
            String der = Base64.getEncoder().encodeToString(CLIENT.certificate().getEncoded());
            assertThat(node.readRequest().one("client-cert")).isEqualTo(":" + der + ":");
            node.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            assertThat(proxy.nextRecord().connection().peer().orElseThrow().subject())
                    .contains("CN=alice");
        }
    }

    @ParameterizedTest(name = "{0}, chain configured: {1}")
    @CsvSource({"TLSv1.2, true", "TLSv1.2, false", "TLSv1.3, true", "TLSv1.3, false"})
    void tellsWhoTheClientIsOnAResumedSessionToo(String version, boolean withChain) throws Exception {
        TestCa below = CLIENTS.intermediate("below");
        TestIdentity bob = below.client("bob");
        TlsClient client = TlsClient.trusting(CA).protocols(version).identity(bob);
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        LISTENERS + ProxyFixture.toNode(upstream.port(), "", "") + "client_cert_chain: " + withChain,
                        FILES)) {
            for (boolean resumed : new boolean[] {false, true}) {
                try (RawPeer peer = connect(proxy, client, "closed.example")) {
                    peer.send("GET / HTTP/1.1\r\nHost: closed.example\r\nClient-Cert: :AAAA:\r\n"
                            + "Client-Cert-Chain: :BBBB:\r\nClient_Cert_Chain: :CCCC:\r\n\r\n");
                    RawPeer node = upstream.accept();
                    WireMessage request = node.readRequest();
                    assertThat(request.one("client-cert")).isEqualTo(sequence(bob.certificate()));
                    String chain = sequence(below.certificate()) + ", " + sequence(CLIENTS.certificate());
                    assertThat(request.all("client-cert-chain")).isEqualTo(withChain ? List.of(chain) : List.of());
                    assertThat(request.all("client_cert_chain")).isEmpty();
                    node.send("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n");
                    peer.readHead();
                }
                TlsEstablished tls = proxy.nextRecord().connection().tls();
                assertThat(tls).isNotNull();
                if (tls != null) {
                    assertThat(tls.resumed()).isEqualTo(resumed);
                }
            }
        }
    }

    private static String sequence(X509Certificate certificate) throws CertificateEncodingException {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "/, closed.example",
        "/, CLOSED.example",
        "/, closed.example.",
        "/, closed.example:443",
        "/, closed.example.:8443",
        "http://closed.example/, open.example",
        "https://Closed.Example:443/, open.example",
        "/, also.example",
    })
    void refusesAHostWhosePolicyThisConnectionDidNotEnforce(String target, String host) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream)) {
            RawPeer clear = RawPeer.connect(proxy.address(1).getPort());
            try (clear;
                    RawPeer secure = connect(proxy, TlsClient.trusting(CA), "open.example")) {
                for (RawPeer client : new RawPeer[] {secure, clear}) {
                    client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                    WireMessage response = client.readResponse();
                    assertThat(response.startLine()).isEqualTo("HTTP/1.1 421 Misdirected Request");
                    assertThat(response.body()).contains("this connection does not serve the requested host");
                    assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.MISDIRECTED);
                }
            }
            upstream.assertNoConnection();
        }
    }

    @Test
    void admitsAnotherHostOfTheSamePolicyAndOneWithout() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream);
                RawPeer client = connect(proxy, TlsClient.trusting(CA).identity(CLIENT), "closed.example")) {
            client.send(get("also.example"));
            RawPeer node = upstream.accept();
            for (String next : new String[] {"open.example", "unknown.example", "closed.example"}) {
                node.readRequest();
                node.send("HTTP/1.1 204 x\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
                client.send(get(next));
            }
            node.readRequest();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/x", "https://open.example/x", "http://open.example/x"})
    void neitherRedirectsNorRefusesWhatCameByHttps(String target) throws Exception {
        String toHttps = ", plugins: {redirect: {http_to_https: true}}";
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(LISTENERS + ProxyFixture.toNode(upstream.port(), "", toHttps), FILES);
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: open.example\r\n\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().startLine()).isEqualTo("GET /x HTTP/1.1");
        }
    }

    @Test
    void redirectsAwayFromClearTextBeforeItRefuses() throws Exception {
        String yaml = LISTENERS
                + "routes: [{id: r, host: closed.example, uri: /*, plugins: {redirect: {http_to_https: true}}}]";
        try (ProxyFixture proxy = ProxyFixture.start(yaml, FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            WireMessage response = client.send(get("closed.example")).readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 301 ");
            assertThat(response.one("location")).isEqualTo("https://closed.example/");
        }
    }

    @Test
    void cutsATlsClientWithoutSayingGoodbye() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream);
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            client.send("GET / HTTP/1.0\r\nHost: open.example\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n");
            client.readUntil("xyz");
            node.reset();
            assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
        }
    }

    @Test
    void endsATlsConnectionCleanlyBehindItsLastResponse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = toClearText(upstream);
                RawPeer client = connect(proxy, TlsClient.trusting(CA), "open.example")) {
            client.send("GET / HTTP/1.0\r\nHost: open.example\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n");
            assertThat(client.readToEnd()).endsWith("xyz");
        }
    }

    // Upstreams.

    private static String tlsUpstream(int port, String tls) {
        return ProxyFixture.toNode(
                port, ", scheme: https, pass_host: rewrite, upstream_host: open.example, tls: " + tls, "");
    }

    private static String twoUpstreams(int port, String tls) {
        return """
                upstreams:
                  - {id: u, scheme: https, nodes: {"127.0.0.1:%d": 1}, tls: {sni: open.example, ca_certs: [ca.crt], client_cert_id: orders}}
                  - {id: v, scheme: https, nodes: {"127.0.0.1:%d": 1}, tls: %s}
                routes:
                  - {id: r, uri: /u, upstream_id: u}
                  - {id: s, uri: /v, upstream_id: v}
                """.formatted(port, port, tls);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{ca_certs: [ca.crt]}",
                "{ca_certs: [strangers.crt, ca.crt], sni: open.example}",
                "{verify: false}",
                "{ca_certs: [ca.crt], sni: also.example}"
            })
    void speaksTlsToAVerifiedUpstream(String tls) throws Exception {
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, null);
                ProxyFixture proxy = ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), tls), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().one("host")).isEqualTo("open.example");
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.readResponse().body()).isEqualTo("ok");
            proxy.awaitIdleConnections(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{ca_certs: [strangers.crt]}",
                "{ca_certs: [ca.crt], sni: other.example}",
                "{ca_certs: [ca.crt], sni: sub.open.example}"
            })
    void refusesAnUpstreamThatItCannotVerify(String tls) throws Exception {
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, null);
                ProxyFixture proxy = ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), tls), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            RawPeer node = upstream.accept();
            assertThatThrownBy(node::readHead).isInstanceOf(IOException.class);
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(response.one("proxy-status")).contains("tls");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.UPSTREAM_TLS_FAILED);
            assertThat(proxy.idleConnections()).isZero();
        }
    }

    /** As OpenSSL does with a certificate on P-521 or Ed25519. */
    @Test
    void saysInWordsWhyAnUpstreamRefusesTheHandshake() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), "{ca_certs: [ca.crt]}"), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            upstream.accept().send("\25\3\3\0\2\2\50"); // fatal: handshake_failure
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_TLS_FAILED);
            assertThat(record.detail())
                    .startsWith("the upstream sent the alert handshake_failure")
                    .contains("P-521");
        }
    }

    @Test
    void refusesAnUpstreamThatSpeaksNoTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), "{ca_certs: [ca.crt]}"), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            upstream.accept().send("HTTP/1.1 400 Bad Request\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.UPSTREAM_TLS_FAILED);
        }
    }

    @Test
    void givesATlsUpstreamThatIsSilentItsTime() throws Exception {
        String yaml = ProxyFixture.toNode(
                0, ", scheme: https, tls: {ca_certs: [ca.crt]}, timeout: {connect: 0.3, send: 5, read: 5}", "");
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        LISTENERS + yaml.replace("127.0.0.1:0\": 1", "127.0.0.1:" + upstream.port() + "\": 1"), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            RawPeer node = upstream.accept();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 504 ");
            ExchangeRecord exchange = proxy.nextRecord();
            assertThat(exchange.outcome()).isEqualTo(Outcome.CONNECT_TIMEOUT);
            assertThat(exchange.detail()).isEqualTo("no end of the TLS handshake within timeout.connect");
            node.awaitGone();
        }
    }

    @Test
    void presentsItsIdentityAndNeverSharesAConnectionBetweenTwo() throws Exception {
        String billing = "{sni: open.example, ca_certs: [ca.crt], client_cert: billing.crt, client_key: billing.key}";
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, CLIENTS);
                ProxyFixture proxy = ProxyFixture.start(LISTENERS + twoUpstreams(upstream.port(), billing), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            RawPeer[] nodes = new RawPeer[2];
            for (int i = 0; i < 4; i++) {
                boolean orders = i % 2 == 0;
                client.send("GET " + (orders ? "/u" : "/v") + " HTTP/1.1\r\nHost: a\r\n\r\n");
                RawPeer node = i < 2 ? upstream.accept() : nodes[i % 2];
                nodes[i % 2] = node;
                assertThat(node.readRequest().startLine()).startsWith(orders ? "GET /u " : "GET /v ");
                String peer = ((SSLSocket) node.socket())
                        .getSession()
                        .getPeerPrincipal()
                        .getName();
                assertThat(peer).contains(orders ? "CN=orders" : "CN=billing");
                node.send("HTTP/1.1 204 x\r\n\r\n");
                client.readHead();
                proxy.awaitIdleConnections(Math.min(i + 1, 2));
            }
            upstream.assertNoConnection();
        }
    }

    @Test
    void isRefusedByAnUpstreamThatInsistsOnAnIdentity() throws Exception {
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, CLIENTS);
                ProxyFixture proxy =
                        ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), "{ca_certs: [ca.crt]}"), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            assertThatThrownBy(upstream.accept()::readHead).isInstanceOf(IOException.class);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.nextRecord().status()).isEqualTo(502);
            proxy.awaitIdleConnections(0);
        }
    }

    @ParameterizedTest(name = "with close_notify: {0}")
    @ValueSource(booleans = {true, false})
    void takesTheEndOfATlsConnectionForTheEndOfABodyOnlyIfItIsSaid(boolean said) throws Exception {
        try (RawUpstream upstream = RawUpstream.startTls(SERVER, null);
                ProxyFixture proxy =
                        ProxyFixture.start(LISTENERS + tlsUpstream(upstream.port(), "{ca_certs: [ca.crt]}"), FILES);
                RawPeer client = RawPeer.connect(proxy.address(1).getPort())) {
            client.send(get("a"));
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\n\r\nxyz");
            client.readUntil("xyz\r\n");
            if (said) {
                node.close();
                assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
                assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            } else {
                upstream.cutLast();
                assertThat(client.awaitReset()).isEmpty();
                assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            }
        }
    }
}
