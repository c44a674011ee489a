// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The four cases of TLS through the real process: from the client with and without certificate, to the upstream likewise. */
class MainJobIT {
    private static final TestCa CA = TestCa.create("main-job");
    private static final TestIdentity ALICE = CA.client("alice");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static EchoUpstream plain;
    private static EchoUpstream tls;
    private static EchoUpstream mtls;
    private static GatewayProcess gateway;
    private static InetSocketAddress address;

    @BeforeAll
    static void start() throws Exception {
        plain = EchoUpstream.plain();
        tls = EchoUpstream.tls(CA.server("tls.upstream.test"), null);
        mtls = EchoUpstream.tls(CA.server("mtls.upstream.test"), CA);
        ConfigDir config = new ConfigDir(folder)
                .authority("ca", CA)
                .identity("gateway", CA.client("gateway"))
                .identity("alice", ALICE);
        for (String host : List.of("shop", "staff", "pay", "bank")) {
            config.identity(host, CA.server(host + ".test"));
        }
        config.gateway(config());
        gateway = GatewayProcess.start(config);
        address = gateway.address("HTTPS");
    }

    @AfterAll
    static void stop() throws Exception {
        Finished finished = gateway.terminate(); // fails on a leak
        assertThat(finished.exitCode()).isZero();
        assertThat(finished.out()).doesNotContain(" ERROR ");
        Stream.of(plain, tls, mtls).forEach(EchoUpstream::close);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "shop.test,  false, none,  none",
        "staff.test, true,  shown, none",
        "pay.test,   false, none,  CN=gateway",
        "bank.test,  true,  shown, CN=gateway",
    })
    void eachSideIsProvenToTheOther(String host, boolean withCertificate, String client, String peer) throws Exception {
        TlsClient trusting = TlsClient.trusting(CA);
        TlsClient tlsClient = withCertificate ? trusting.identity(ALICE) : trusting;
        try (TlsConnection connection = tlsClient.connect(address, host)) {
            assertThat(connection.peerNames()).containsExactly(host);
            for (int i = 0; i < 3; i++) { // the connection is kept, on both sides
                Http.Response response = Http.get(connection.socket(), host, "/");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("host=" + host + " client=" + client + " peer=" + peer);
            }
        }
    }

    @Test
    void withoutTheCertificateNothingOfHttpHappens() {
        assertThatThrownBy(() -> {
                    try (TlsConnection connection = TlsClient.trusting(CA).connect(address, "staff.test")) {
                        Http.get(connection.socket(), "staff.test", "/");
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate_required");
    }

    @Test
    void anotherNamesConnectionDoesNotReachTheHostThatAsksForCertificates() throws Exception {
        try (TlsConnection connection = TlsClient.trusting(CA).connect(address, "shop.test")) {
            assertThat(Http.get(connection.socket(), "staff.test", "/").status())
                    .isEqualTo(421);
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() ->
                        TlsClient.trusting(CA).connect(address, "unknown.test").close())
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void curlAgrees() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not there");
        String text = output(
                "curl",
                "-sS",
                "--max-time",
                "10",
                "--resolve",
                "bank.test:" + address.getPort() + ":127.0.0.1",
                "--cacert",
                "certs/ca.crt",
                "--cert",
                "certs/alice.crt",
                "--key",
                "certs/alice.key",
                "https://bank.test:" + address.getPort() + "/");
        assertThat(text).isEqualTo("host=bank.test:" + address.getPort() + " client=shown peer=CN=gateway");
    }

    @Test
    void opensslAgrees() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not there");
        String text = output(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + address.getPort(),
                "-servername",
                "staff.test",
                "-CAfile",
                "certs/ca.crt",
                "-cert",
                "certs/alice.crt",
                "-key",
                "certs/alice.key",
                "-verify_return_error",
                "-brief");
        assertThat(text)
                .contains("CN = staff.test")
                .contains("Verification: OK")
                .contains("TLSv1.3");
    }

    @Test
    void theStatusPageShowsWhatIsServed() throws Exception {
        String status =
                Http.get(gateway.address("ADMIN"), "localhost:1", "/status").body();

        assertThat(status).contains("\"id\" : \"bank\"", "\"client_policy\" : \"required\"", "\"not_after\"");
        assertThat(Http.get(gateway.address("ADMIN"), "rebound.example.com", "/status")
                        .status())
                .isEqualTo(403);
        assertThat(Http.get(gateway.address("ADMIN"), "127.0.0.1", "/nothing").status())
                .isEqualTo(404);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private static String config() {
        return String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: {path: "off"}
                ssls:
                  - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}
                  - {id: pay, sni: pay.test, cert: certs/pay.crt, key: certs/pay.key}
                  - {id: staff, sni: staff.test, cert: certs/staff.crt, key: certs/staff.key, client: {ca: certs/ca.crt}}
                  - {id: bank, sni: bank.test, cert: certs/bank.crt, key: certs/bank.key, client: {ca: certs/ca.crt}}
                  - {id: own, type: client, cert: certs/gateway.crt, key: certs/gateway.key}
                upstreams:
                  - {id: plain, nodes: {"127.0.0.1:%d": 1}}
                  - {id: tls, scheme: https, nodes: {"127.0.0.1:%d": 1}, tls: {sni: tls.upstream.test, ca_certs: [certs/ca.crt]}}
                  - id: mtls
                    scheme: https
                    nodes: {"127.0.0.1:%d": 1}
                    tls:
                      sni: mtls.upstream.test
                      ca_certs: [certs/ca.crt]
                      client_cert: certs/gateway.crt
                      client_key: certs/gateway.key
                  - id: mtls-by-id
                    scheme: https
                    nodes: {"127.0.0.1:%d": 1}
                    tls: {sni: mtls.upstream.test, ca_certs: [certs/ca.crt], client_cert_id: own}
                routes:
                  - {id: shop, host: shop.test, uri: "/*", upstream_id: plain}
                  - {id: staff, host: staff.test, uri: "/*", upstream_id: tls}
                  - {id: pay, host: pay.test, uri: "/*", upstream_id: mtls}
                  - {id: bank, host: bank.test, uri: "/*", upstream_id: mtls-by-id}
                """, plain.port(), tls.port(), mtls.port(), mtls.port());
    }
}
