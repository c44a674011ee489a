// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsEstablished;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection may be used for after a reload, before anybody has looked at the connection itself. */
class HostAccessTest {
    private static final TestCa CA = TestCa.create("access");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity SERVER = CA.server("open.example", "closed.example");
    private static final TestIdentity MALLORY = CLIENTS.client("mallory");
    private static final String OPEN = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls:
              - {id: open, sni: open.example, cert: server.crt, key: server.key}
            """;
    private static final String CLOSED = "  - {id: closed, sni: closed.example, cert: server.crt, key: server.key";
    private static final String ASKS = ", client: {ca: clients.crt, crl: clients.crl}}\n";

    private static ProxyFixture proxy;

    private static Map<String, String> files(TestCrl crl) {
        Map<String, String> files = new HashMap<>();
        files.put("server.crt", SERVER.chainPem());
        files.put("server.key", SERVER.keyPem());
        files.put("clients.crt", CLIENTS.pem());
        files.put("clients.crl", crl.pem());
        return files;
    }

    private static SslIndex ssls(String objects, TestCrl crl) {
        return TestConfig.snapshot(1, OPEN + objects, files(crl)).ssls();
    }

    @BeforeAll
    static void start() {
        proxy = ProxyFixture.start(OPEN + CLOSED + ASKS, files(TestCrl.of(CLIENTS)));
    }

    @AfterAll
    static void close() throws Exception {
        proxy.close();
    }

    /** One of its own for each test, because it keeps the last verdict. */
    private static ConnectionInfo connection() throws Exception {
        TlsClient client = TlsClient.trusting(CA).identity(MALLORY);
        try (RawPeer peer =
                new RawPeer(client.connect(proxy.address(0), "closed.example").socket())) {
            peer.send("OPTIONS * HTTP/1.1\r\nHost: closed.example\r\n\r\n").readHead();
        }
        return proxy.nextRecord().connection();
    }

    @ParameterizedTest(name = "its ssl object {0}, which revokes it {1}, after {2} days: {3}")
    @CsvSource({
        "asks,     false, 0,  ''",
        "asks,     true,  0,  certificate is revoked",
        "is open,  false, 0,  ''",
        "is open,  false, 31, certificate has expired",
        "is gone,  false, 0,  ''",
        "is gone,  false, 31, certificate has expired",
    })
    void anOpenHostIsForWhomTheOwnObjectStillAccepts(String object, boolean revoked, int days, String why)
            throws Exception {
        String closed = switch (object) {
            case "asks" -> CLOSED + ASKS;
            case "is open" -> CLOSED + "}\n";
            default -> "";
        };
        TestCrl crl = TestCrl.of(CLIENTS);
        long millis = proxy.clock().millis() + Duration.ofDays(days).toMillis();
        HostAccess.Refusal refusal = HostAccess.refusalOf(
                ssls(closed, revoked ? crl.revoke(MALLORY) : crl), connection(), "open.example", "/", millis);
        if (why.isEmpty()) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal)
                    .isNotNull()
                    .satisfies(told -> assertThat(told.detail()).contains(why));
            assertThat(refusal).extracting(HostAccess.Refusal::outcome).isEqualTo(Outcome.CLIENT_REFUSED);
        }
    }

    /** Such a handshake fails; if one ever did not, the host would still be closed. */
    @Test
    void aHostThatRequiresACertificateDoesNotRelyOnTheHandshakeAlone() throws Exception {
        SslIndex ssls = ssls(CLOSED + ASKS, TestCrl.of(CLIENTS));
        SslObject closed = Objects.requireNonNull(ssls.byId("closed"));
        TlsEstablished tls =
                new TlsEstablished("closed.example", closed, Optional.empty(), "", "TLSv1.3", "cipher", false);
        ConnectionInfo verified = connection();
        ConnectionInfo anonymous = new ConnectionInfo(verified.listener(), verified.remote(), tls);
        HostAccess.Refusal refusal = HostAccess.refusalOf(
                ssls, anonymous, "closed.example", "/", proxy.clock().millis());
        assertThat(refusal).extracting(HostAccess.Refusal::outcome).isEqualTo(Outcome.MISDIRECTED);
    }
}
