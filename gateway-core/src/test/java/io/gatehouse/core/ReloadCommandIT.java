// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse reload} against the real process. */
class ReloadCommandIT {
    private static final TestCa CA = TestCa.create("reload");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @SuppressWarnings("NullAway.Init")
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        config = new ConfigDir(folder).identity("shop", CA.server("shop.test"));
        config.gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: off
                ssls: [{id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                """);
        gateway = GatewayProcess.start(config);
    }

    @AfterEach
    void end() throws IOException {
        gateway.close();
    }

    @Test
    void whatItSaysIsDoneIsInForce() throws Exception {
        TestIdentity renewed = CA.server("shop.test");
        config.identity("shop", renewed).file("routes/a.yaml", """
                routes: [{id: a, uri: "/*", upstream: {nodes: {}}}]
                """);

        Finished reload = reload();

        assertThat(reload.err()).isEmpty();
        assertThat(reload.out()).isEqualTo("""
                reload ok: generation 2 runs
                    added   upstreams/route:a
                    added   routes/a
                    renewed ssls/shop
                """);
        assertThat(reload.exitCode()).isZero();
        try (TlsConnection connection = TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "shop.test")) {
            assertThat(connection.peerCertificate()).isEqualTo(renewed.certificate());
        }

        assertThat(reload().out()).isEqualTo("reload ok: the files say what generation 2 runs already\n");
    }

    @Test
    void whatIsRefusedIsToldAsByCheck() throws Exception {
        config.file("certs/shop.key", CA.server("shop.test").keyPem());

        Finished reload = reload();

        assertThat(reload.exitCode()).isEqualTo(2);
        assertThat(reload.out()).isEmpty();
        String running = config.gatewayYaml().toString(); // as the process was told
        Finished check = GatewayProcess.run(folder, "check", "--config", running);
        assertThat(reload.err())
                .contains("error: ssls[0].key: private key does not belong to the certificate of 'shop.test'")
                .isEqualTo(check.err() + "reload refused: generation 1 runs on, nothing changed\n");

        JsonNode json = new ObjectMapper().readTree(reload("--format", "json").out());
        assertThat(json.at("/ok").booleanValue()).isFalse();
        assertThat(json.at("/result").textValue()).isEqualTo("refused");
        String checked = GatewayProcess.run(folder, "check", "--config", running, "--format", "json")
                .out();
        assertThat(json.at("/problems"))
                .isEqualTo(new ObjectMapper().readTree(checked).at("/problems"));
    }

    @Test
    void aProcessThatRunsAnotherFileIsLeftAlone() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.copy(config.gatewayYaml(), other.resolve("gateway.yaml"));
        config.identity("shop", CA.server("shop.test"));

        Finished reload = reload("--config", "other/gateway.yaml");

        assertThat(reload.exitCode()).isEqualTo(1);
        assertThat(reload.err())
                .contains(" runs " + config.gatewayYaml() + ", not ")
                .contains("other/gateway.yaml: nothing was done");
        assertThat(gateway.log()).doesNotContain("reload ok");
    }

    @Test
    void aLinkToTheSameFileIsTheSame() throws Exception {
        Files.createSymbolicLink(folder.resolve("link.yaml"), config.gatewayYaml());
        assertThat(reload("--config", "link.yaml").exitCode()).isZero();
    }

    @Test
    void saysWhenNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Finished reload =
                GatewayProcess.run(folder, "reload", "--config", "gateway.yaml", "--admin", "127.0.0.1:" + port);
        assertThat(reload.exitCode()).isEqualTo(1);
        assertThat(reload.err()).contains("no gateway answers at 127.0.0.1:" + port + ": is it running");

        Finished unknown = GatewayProcess.run(folder, "reload", "--config", "gateway.yaml");
        assertThat(unknown.exitCode()).isEqualTo(64);
        assertThat(unknown.err()).contains("leaves the port to the system").contains("--admin HOST:PORT names");
    }

    /** A service port answers in JSON too, and nothing was reloaded. */
    @Test
    void anAnswerOfSomethingElseIsNoSuccess() throws Exception {
        String address = "127.0.0.1:" + gateway.address("HTTPS").getPort();
        Finished reload = GatewayProcess.run(folder, "reload", "--config", "gateway.yaml", "--admin", address);
        assertThat(reload.exitCode()).isEqualTo(1);
        assertThat(reload.err()).contains("the process at " + address + " answers 400: ");
    }

    private Finished reload(String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("reload"));
        command.addAll(
                List.of("--admin", "127.0.0.1:" + gateway.address("ADMIN").getPort()));
        command.addAll(List.of(more));
        if (!command.contains("--config")) {
            command.addAll(List.of("--config", "gateway.yaml"));
        }
        return GatewayProcess.run(folder, command.toArray(String[]::new));
    }
}
