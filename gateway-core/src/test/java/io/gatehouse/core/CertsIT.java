// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse certs} as scripts call it: what is listed, in which order, and the exit code. */
class CertsIT {
    private static final TestCa CA = TestCa.create("listed");
    private static final TestIdentity SHOP = server("shop.test", 90, 60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;

    @BeforeEach
    void prepare() {
        config = new ConfigDir(folder)
                .authority("ca", TestCa.create("clients"))
                .identity("shop", SHOP)
                .identity(
                        "own",
                        TestCa.clientRequest("gateway")
                                .lasting(Duration.ofDays(33))
                                .issuedBy(CA))
                .gateway("""
                        listeners: [{address: "127.0.0.1:0", protocol: https}]
                        ssls:
                          - {id: shop, snis: [shop.test, www.test], cert: certs/shop.crt, key: certs/shop.key, client: {ca: certs/ca.crt}}
                          - {id: api, sni: api.test, cert: certs/shop.crt, key: certs/shop.key, client: {ca: certs/ca.crt}}
                          - {id: own, type: client, cert: certs/own.crt, key: certs/own.key}
                        upstreams: [{id: web, scheme: https, nodes: {"127.0.0.1:1": 1}, tls: {client_cert_id: own}}]
                        """);
    }

    @Test
    void listsEveryCertificateOnceWithItsUses() throws Exception {
        Finished listed = certs("--format", "json");
        assertThat(listed.exitCode()).isZero();
        JsonNode all = new ObjectMapper().readTree(listed.out()).get("certificates");
        assertThat(all.findValuesAsText("use")).containsExactly("client CA", "upstream identity", "server", "server");
        assertThat(all.at("/0/where").toString()).isEqualTo("[\"ssls/shop\",\"ssls/api\"]");
        assertThat(all.at("/0/names/0").textValue()).isEqualTo("CN=clients root");
        assertThat(all.at("/1/where").toString()).isEqualTo("[\"ssls/own\",\"upstreams/web\"]");
        JsonNode api = all.get(2);
        assertThat(api.get("where").toString()).isEqualTo("[\"ssls/api\"]");
        assertThat(api.get("names").toString()).isEqualTo("[\"api.test\"]");
        assertThat(api.get("issuer").textValue()).isEqualTo("CN=listed root");
        assertThat(api.get("serial").textValue())
                .isEqualTo(SHOP.certificate().getSerialNumber().toString(16));
        assertThat(Instant.parse(api.get("not_after").textValue()))
                .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
        assertThat(api.get("days_left").intValue()).isEqualTo(60);
        assertThat(api.get("state").textValue()).isEqualTo("ok");
        assertThat(api.get("place").textValue()).startsWith("gateway.yaml:4:");
        assertThat(all.at("/3/names").toString()).isEqualTo("[\"shop.test\",\"www.test\"]");
    }

    @Test
    void endsWith1IfOneIsDue() throws Exception {
        config.identity("shop", server("shop.test", 90, 20));
        Finished listed = certs();
        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.out().lines().toList())
                .first()
                .asString()
                .matches("STATE +DAYS +NOT AFTER +USE +WHERE +NAMES +ISSUER +SERIAL");
        assertThat(listed.out().lines().toList().get(1))
                .matches("warn +20 +20\\S+Z +server +ssls/api +api.test +CN=listed root +[0-9a-f]+");
        assertThat(listed.out()).contains("shop.test (+1)").endsWith("\n4 certificates, 2 due\n");
    }

    @Test
    void listsOnlyThoseThatEndWithinTheGivenDays() throws Exception {
        assertThat(certs("--expiring", "28d"))
                .extracting(Finished::exitCode, Finished::out)
                .containsExactly(
                        0, "STATE  DAYS  NOT AFTER  USE  WHERE  NAMES  ISSUER  SERIAL\n0 certificates, 0 due\n");
        Finished soon = certs("--expiring", "45d", "--format", "json");
        assertThat(soon.exitCode()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(soon.out()).get("certificates").findValuesAsText("use"))
                .containsExactly("client CA", "upstream identity");
        config.identity("shop", TestCa.serverRequest("shop.test").expired().issuedBy(CA));
        assertThat(certs("--expiring", "1").out()).contains("expired  -1 ").endsWith("2 certificates, 2 due\n");
    }

    @Test
    void aFaultyConfigurationEndsWith2AndShowsWhatCanBeRead() throws Exception {
        config.file("certs/own.crt", "no certificate");
        Finished listed = certs();
        assertThat(listed.exitCode()).isEqualTo(2);
        assertThat(listed.out()).contains("ssls/shop").doesNotContain("ssls/own");
        assertThat(listed.err()).contains("error: ssls[2].cert: ");
    }

    @Test
    void aListThatCannotBeWrittenIsNoSuccess() throws Exception {
        Process process = new ProcessBuilder(GatewayProcess.commandLine(
                        "certs", "--config", config.gatewayYaml().toString()))
                .redirectOutput(new File("/dev/full"))
                .start();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("gatehouse certs: standard output is full or was closed: not all could be written\n");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private Finished certs(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("certs", "--config", "gateway.yaml"));
        command.addAll(List.of(options));
        return GatewayProcess.run(folder, command.toArray(new String[0]));
    }

    /** Of so many days, with so many and an hour left. */
    private static TestIdentity server(String name, int lifetime, int left) {
        Instant end = Instant.now().plus(Duration.ofDays(left)).plus(Duration.ofHours(1));
        TestCertificate request = TestCa.serverRequest(name, "www.test", "api.test");
        return request.valid(end.minus(Duration.ofDays(lifetime)), end).issuedBy(CA);
    }
}
