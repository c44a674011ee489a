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
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that ask for a client certificate, but not for every path. */
class SkipByPathTest {
    private static final TestCa CA = TestCa.create("skip");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity SERVER = CA.server(
            "skip.example", "same.example", "other.example", "closed.example", "maybe.example", "open.example");
    private static final TestIdentity ALICE = CLIENTS.client("alice");
    private static final TestIdentity STRANGER = TestCa.create("strangers").client("alice");
    private static final TestIdentity EXPIRED =
            TestCa.clientRequest("alice").expired().issuedBy(CLIENTS);
    private static final String OBJECTS = """
            listeners:
              - {address: "127.0.0.1:0", protocol: https}
              - {address: "127.0.0.1:0", protocol: http}
            ssls:
              - {id: skip, sni: skip.example, cert: server.crt, key: server.key,
                 client: {ca: clients.crt, skip_mtls_uri_regex: ["^/public/", "^/health$"]}}
              - {id: same, sni: same.example, cert: server.crt, key: server.key,
                 client: {ca: clients.crt, skip_mtls_uri_regex: ["^/public/", "^/health$"]}}
              - {id: other, sni: other.example, cert: server.crt, key: server.key,
                 client: {ca: clients.crt, skip_mtls_uri_regex: ["^/"]}}
              - {id: closed, sni: closed.example, cert: server.crt, key: server.key, client: {ca: clients.crt}}
              - {id: maybe, sni: maybe.example, cert: server.crt, key: server.key, client: {ca: clients.crt, mode: optional}}
              - {id: open, sni: open.example, cert: server.crt, key: server.key}
            """;

    private static ProxyFixture start(RawUpstream upstream, String more) {
        Map<String, String> files = new HashMap<>();
        files.put("server.crt", SERVER.chainPem());
        files.put("server.key", SERVER.keyPem());
        files.put("clients.crt", CLIENTS.pem());
        return ProxyFixture.start(OBJECTS + ProxyFixture.toNode(upstream.port(), "", "") + more, files);
    }

    private static RawPeer connect(ProxyFixture proxy, String version, @Nullable TestIdentity identity, String sni)
            throws IOException {
        TlsClient client = TlsClient.trusting(CA).protocols(version);
        TlsClient presenting = identity == null ? client : client.identity(identity);
        return new RawPeer(presenting.connect(proxy.address(0), sni).socket());
    }

    private static @Nullable TestIdentity identity(String name) {
        return switch (name) {
            case "alice" -> ALICE;
            case "stranger" -> STRANGER;
            case "expired" -> EXPIRED;
            default -> null;
        };
    }

    private static RawPeer send(RawPeer client, String host, String path) throws IOException {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nClient-Cert: :AAAA:\r\n\r\n");
    }

    @ParameterizedTest(name = "{0} {1} asks for {2}: {3}")
    @CsvSource({
        "TLSv1.3, nobody,   /public/a, ''",
        "TLSv1.2, nobody,   /health,   ''",
        "TLSv1.3, stranger, /public/a, ''",
        "TLSv1.2, stranger, /public/a, ''",
        "TLSv1.3, expired,  /health?x, ''",
        "TLSv1.3, nobody,   /%70ublic/a, ''",
        "TLSv1.3, nobody,   /private,  no client certificate",
        "TLSv1.2, nobody,   /private,  no client certificate",
        "TLSv1.3, stranger, /private,  no path to a trusted CA certificate",
        "TLSv1.2, stranger, /private,  no path to a trusted CA certificate",
        "TLSv1.3, expired,  /private,  has expired",
        "TLSv1.3, nobody,   /healthz,  no client certificate",
        "TLSv1.3, nobody,   /public,   no client certificate",
        "TLSv1.3, nobody,   /x?/public/, no client certificate",
        "TLSv1.3, nobody,   /public/../private, no client certificate",
        "TLSv1.3, nobody,   /public/%2e%2e/private, no client certificate",
        "TLSv1.3, nobody,   /public/x%2Fprivate, no client certificate",
        "TLSv1.3, nobody,   /public/x%5cprivate, no client certificate",
        "TLSv1.3, nobody,   /public/%252e%252e/private, no client certificate",
        "TLSv1.3, nobody,   /PUBLIC/a, no client certificate",
    })
    void servesWithoutVerifiedCertificateOnlyWhatIsSkipped(String version, String who, String path, String why)
            throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer client = connect(proxy, version, identity(who), "skip.example")) {
            send(client, "skip.example", path);
            if (why.isEmpty()) {
                RawPeer node = upstream.accept();
                assertThat(node.readRequest().all("client-cert")).isEmpty();
                node.send("HTTP/1.1 204 x\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
                return;
            }
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).isEqualTo("HTTP/1.1 400 Bad Request");
            assertThat(response.body()).isEqualTo("{\"error_msg\":\"a client certificate is required for this path\"}");
            assertThat(response.one("proxy-status")).contains("error=http_request_denied");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.CERTIFICATE_MISSING);
            assertThat(record.detail()).contains("skip_mtls_uri_regex", why);
            assertThat(record.connection().peer()).isEmpty();
            upstream.assertNoConnection();
        }
    }

    /** By RFC 3986 they are below {@code /private}, or {@code /public}, for other servers below the other one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/private//../public/a",
                "/private//%2e%2e/public/a",
                "/private//x/../../public/a",
                "/public/..;/private",
                "/public/.;/../private/..;x/public/a"
            })
    void servesNobodyWhereTwoServersFindTwoPaths(String path) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer client = connect(proxy, "TLSv1.3", null, "skip.example")) {
            send(client, "skip.example", path);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.MALFORMED_REQUEST);
            upstream.assertNoConnection();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesAVerifiedClientEverywhereAndTellsWhoItIs(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer client = connect(proxy, version, ALICE, "skip.example")) {
            send(client, "skip.example", "/private");
            assertThat(upstream.accept().readRequest().one("client-cert")).startsWith(":MII");
        }
    }

    @Test
    void refusesBeforeItRedirectsOrSaysThatThereIsNoRoute() throws Exception {
        String redirect = """
                  - {id: to, uri: /old, plugins: {redirect: {uri: /new}}}
                """;
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, redirect);
                RawPeer client = connect(proxy, "TLSv1.3", null, "skip.example")) {
            send(client, "skip.example", "/old");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
            client.send("OPTIONS * HTTP/1.1\r\nHost: skip.example\r\n\r\n");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 400 ");
        }
    }

    /** What a handshake under such a policy proved counts for hosts with the same expressions only. */
    @ParameterizedTest(name = "{1} on a connection to {0} asks {2} for {3}: {4}")
    @CsvSource({
        "skip.example,   nobody, same.example,   /public/a, 204",
        "skip.example,   nobody, same.example,   /private,  400",
        "skip.example,   alice,  same.example,   /private,  204",
        "skip.example,   nobody, open.example,   /private,  204",
        "skip.example,   nobody, closed.example, /public/a, 421",
        "skip.example,   alice,  closed.example, /public/a, 421",
        "skip.example,   nobody, maybe.example,  /public/a, 421",
        "skip.example,   nobody, other.example,  /public/a, 421",
        "other.example,  nobody, skip.example,   /private,  421",
        "other.example,  nobody, closed.example, /,         421",
        "other.example,  stranger, closed.example, /,       421",
        "maybe.example,  nobody, skip.example,   /public/a, 421",
        "open.example,   nobody, skip.example,   /public/a, 421",
        "closed.example, alice,  skip.example,   /private,  421",
    })
    void isAnotherPolicyThanEveryOther(String sni, String who, String host, String path, String status)
            throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer client = connect(proxy, "TLSv1.3", identity(who), sni)) {
            send(client, host, path);
            if (status.equals("204")) {
                RawPeer node = upstream.accept();
                node.readRequest();
                node.send("HTTP/1.1 204 x\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            } else {
                assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 " + status + " ");
                upstream.assertNoConnection();
            }
        }
    }

    @Test
    void isNeverReachedByClearText() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = start(upstream, "");
                RawPeer clear = RawPeer.connect(proxy.address(1).getPort())) {
            send(clear, "skip.example", "/public/a");
            assertThat(clear.readResponse().startLine()).startsWith("HTTP/1.1 421 ");
        }
    }
}
