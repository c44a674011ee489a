// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real process tells those who run it: access log, status page, warnings. */
class OperatorViewIT {
    private static final TestCa CA = TestCa.create("operator");
    private static final TestIdentity ALICE = CA.client("alice");
    private static final TestIdentity SHOP = CA.server("shop.test");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;
    private EchoUpstream upstream;

    @BeforeEach
    void prepare() throws IOException {
        upstream = EchoUpstream.plain();
        config =
                new ConfigDir(folder).authority("ca", CA).identity("shop", SHOP).identity("any", CA.server("*.test"));
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    @Test
    void theAccessLogSaysWhoAskedForWhatAndWhatCameOfIt() throws Exception {
        gatewayYaml("reject");
        TlsClient client = TlsClient.trusting(CA).identity(ALICE);
        try (GatewayProcess gateway = GatewayProcess.start(config);
                TlsConnection alice = client.connect(gateway.address("HTTPS"), "shop.test")) {
            assertThat(Http.get(alice.socket(), "shop.test", "/orders?token=secret")
                            .status())
                    .isEqualTo(200);
        } // the end of the process writes what is left of the log

        List<String> lines = Files.readAllLines(folder.resolve("access.log"));

        assertThat(lines).singleElement().asString().doesNotContain("secret");
        JsonNode line = JSON.readTree(lines.get(0));
        assertThat(Instant.parse(line.get("time").textValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.get("client").textValue()).startsWith("127.0.0.1:");
        assertThat(line.get("sni").textValue()).isEqualTo("shop.test");
        assertThat(line.get("ssl").textValue()).isEqualTo("shop");
        assertThat(line.get("tls").textValue()).isEqualTo("TLSv1.3");
        assertThat(line.get("cipher").textValue()).startsWith("TLS_");
        assertThat(line.get("resumed").booleanValue()).isFalse();
        assertThat(line.get("client_subject").textValue()).isEqualTo("CN=alice");
        assertThat(line.get("client_fingerprint").textValue()).isEqualTo(sha256(ALICE));
        assertThat(line.get("host").textValue()).isEqualTo("shop.test");
        assertThat(line.get("method").textValue()).isEqualTo("GET");
        assertThat(line.get("path").textValue()).isEqualTo("/orders");
        assertThat(line.get("status").intValue()).isEqualTo(200);
        assertThat(line.get("route").textValue()).isEqualTo("all");
        assertThat(line.get("upstream").textValue()).isEqualTo("echo");
        assertThat(line.get("node").textValue()).isEqualTo("127.0.0.1:" + upstream.port());
        assertThat(line.get("request_bytes").longValue()).isZero();
        assertThat(line.get("response_bytes").longValue()).isPositive();
        assertThat(line.get("total_ms").doubleValue())
                .isGreaterThanOrEqualTo(line.get("upstream_ms").doubleValue());
        assertThat(line.get("outcome").textValue()).isEqualTo("ok");
    }

    @Test
    void theStatusPageSaysWhatIsLoadedAndServed() throws Exception {
        gatewayYaml("reject");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            JsonNode status = status(gateway);

            assertThat(status.get("generation").longValue()).isEqualTo(1);
            assertThat(Instant.parse(status.get("loaded_at").textValue())).isBeforeOrEqualTo(Instant.now());
            assertThat(status.at("/last_reload/result").textValue()).isEqualTo("ok");
            assertThat(status.at("/last_reload/problems").size()).isZero();
            assertThat(status.at("/listeners/0/bound").textValue())
                    .isEqualTo("127.0.0.1:" + gateway.address("HTTPS").getPort());
            assertThat(status.at("/ssls/0/id").textValue()).isEqualTo("shop");
            assertThat(status.at("/ssls/0/names/0").textValue()).isEqualTo("shop.test");
            assertThat(status.at("/ssls/0/certificates/0/serial").textValue())
                    .isEqualTo(SHOP.certificate().getSerialNumber().toString(16));
            assertThat(status.at("/ssls/0/certificates/0/not_after").textValue())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant().toString());
        }
    }

    @Test
    void aQuarantinedObjectRefusesItsNamesAndTheOthersServe() throws Exception {
        config.file("certs/shop.key", CA.server("other.test").keyPem());
        gatewayYaml("quarantine");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            InetSocketAddress https = gateway.address("HTTPS");
            TlsClient client = TlsClient.trusting(CA);

            assertThatThrownBy(() -> client.connect(https, "shop.test").close()) // not answered by *.test
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unrecognized_name");
            try (TlsConnection other = client.connect(https, "b.test")) {
                assertThat(Http.get(other.socket(), "b.test", "/").status()).isEqualTo(200);
                assertThat(Http.get(other.socket(), "shop.test", "/").status()).isEqualTo(421);
            }

            assertThat(status(gateway).get("ssls").findValuesAsText("id")).containsExactly("any", "shop");
            assertThat(gateway.terminate().err())
                    .contains("warning: this configuration quarantines ssl object 'shop'")
                    .contains("warning: ssls[0].key: private key does not belong to the certificate of 'shop.test'");
        }
    }

    /** Log rotation moves the file and sends SIGHUP, whatever state somebody left the configuration in. */
    @Test
    void theAccessLogIsOpenedAnewAlsoIfTheReloadIsRefused() throws Exception {
        gatewayYaml("reject");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            Files.move(folder.resolve("access.log"), folder.resolve("access.log.1"));
            Files.writeString(folder.resolve("gateway.yaml"), "nonsense: 1\n");
            assertThat(gateway.reload()).contains(" reload refused generation=1 ");
            try (TlsConnection client = TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "b.test")) {
                assertThat(Http.get(client.socket(), "b.test", "/").status()).isEqualTo(200);
            }
        } // the end of the process writes what is left of the log

        assertThat(Files.readAllLines(folder.resolve("access.log"))).hasSize(1);
        assertThat(folder.resolve("access.log.1")).isEmptyFile();
    }

    /** It may ask for client certificates: without it, its hosts must not be open to everybody. */
    @Test
    void hostsOfAQuarantinedDefaultObjectAreNotServed() throws Exception {
        config.file("certs/shop.key", CA.server("other.test").keyPem());
        gatewayYaml("quarantine");
        String yaml = Files.readString(folder.resolve("gateway.yaml"));
        config.gateway(yaml + "tls: {default_ssl: shop}\n");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            InetSocketAddress https = gateway.address("HTTPS");
            TlsClient client = TlsClient.trusting(CA);

            assertThatThrownBy(() -> client.connect(https, "nobodys.example").close())
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unrecognized_name");
            try (TlsConnection other = client.connect(https, "b.test")) {
                assertThat(Http.get(other.socket(), "nobodys.example", "/").status())
                        .isEqualTo(421);
            }
        }
    }

    @Test
    void checkIsContentWithWarningsAndDoesNotCareForBusyPorts() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            config.gateway(String.format(Locale.ROOT, """
                    listeners: [{address: "127.0.0.1:%d", protocol: https}]
                    ssls: [{id: shop, sni: store.test, cert: certs/shop.crt, key: certs/shop.key}]
                    """, busy.getLocalPort()));

            Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml");

            assertThat(check.exitCode()).isZero();
            assertThat(check.err()).isEqualTo("""
                    gateway.yaml:2:42: warning: ssls[0].cert: certificate does not cover 'store.test'
                        found:    certs/shop.crt is valid for shop.test
                        expected: 'store.test' among its subject alternative names
                        remedy:   issue a certificate for this name, or correct sni; clients refuse this one
                    0 errors, 1 warning
                    """);
            assertThat(check.out()).isEqualTo("gateway.yaml: ok, listeners=1 ssls=1 upstreams=0 routes=0\n");
        }
    }

    private static JsonNode status(GatewayProcess gateway) throws IOException, InterruptedException {
        return JSON.readTree(
                Http.get(gateway.address("ADMIN"), "127.0.0.1", "/status").body());
    }

    private static String sha256(TestIdentity identity) throws Exception {
        byte[] der = identity.certificate().getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    private void gatewayYaml(String onInvalidObject) {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: {path: access.log}
                on_invalid_object: %s
                ssls:
                  - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key, client: {ca: certs/ca.crt}}
                  - {id: any, sni: "*.test", cert: certs/any.crt, key: certs/any.key}
                upstreams: [{id: echo, nodes: {"127.0.0.1:%d": 1}}]
                routes: [{id: all, uri: "/*", upstream_id: echo}]
                """, onInvalidObject, upstream.port()));
    }
}
