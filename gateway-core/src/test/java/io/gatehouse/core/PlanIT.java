// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse plan} against the real process, and against a file. */
class PlanIT {
    private static final TestCa CA = TestCa.create("plan");
    private static final TestIdentity SHOP = CA.server("shop.test");
    private static final int STRANGER = 65_534;
    private static final String YAML = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            admin: {address: "127.0.0.1:0"}
            limits: {connections: 100}
            access_log: off
            ssls:
              - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}
              - {id: old, sni: old.test, cert: certs/shop.crt, key: certs/shop.key}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir running;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir next;

    @SuppressWarnings("NullAway.Init")
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        running = configuration("running");
        next = configuration("next");
        gateway = GatewayProcess.start(running);
    }

    @AfterEach
    void end() throws IOException {
        gateway.close();
    }

    @Test
    void aRenewedCertificateIsSafe() throws Exception {
        TestIdentity renewed = CA.server("shop.test");
        next.identity("shop", renewed);

        Finished plan = plan("next/gateway.yaml");

        assertThat(plan.err()).contains("0 errors, ");
        assertThat(plan.out())
                .startsWith("plan for next/gateway.yaml against generation 1\nssl shop: renewed\n    serial: "
                        + serial(SHOP) + " -> " + serial(renewed) + "\n")
                .contains("rebuilt: TLS contexts of ssls/shop, ssls/old\n")
                .endsWith("verdict: safe, 2 changes\n");
        assertThat(plan.exitCode()).isZero();
        assertThat(gateway.log()).doesNotContain("reload");
    }

    @Test
    void aNameThatIsLostIsLossyAndHasAnExitCodeOfItsOwn() throws Exception {
        next.gateway(YAML.replace("  - {id: old, sni: old.test, cert: certs/shop.crt, key: certs/shop.key}\n", ""));

        Finished plan = plan("next/gateway.yaml");

        assertThat(plan.out())
                .contains("name old.test: removed\n    ssl: old -> refused (unknown_name)\n  ! name_lost: ")
                .contains("    last_handshake: none since it is there\n")
                .contains("drained: connections of ssls/old\n")
                .endsWith("verdict: lossy, 2 changes: name_lost, connections_drained\n");
        assertThat(plan.exitCode()).isEqualTo(5);

        JsonNode json = new ObjectMapper()
                .readTree(plan("next/gateway.yaml", "--format", "json").out());
        assertThat(json.at("/verdict").textValue()).isEqualTo("lossy");
        assertThat(json.at("/against").textValue()).isEqualTo("generation 1");
        assertThat(json.at("/changes").findValuesAsText("id")).containsExactly("old", "old.test");
    }

    @Test
    void aFileThatIsRefusedIsToldAsByCheckAndTheProcessSaysNothingOfIt() throws Exception {
        next.gateway(YAML.replace("access_log", "secret_word"));

        Finished plan = plan("next/gateway.yaml");

        assertThat(plan.exitCode()).isEqualTo(2);
        assertThat(plan.err())
                .contains("next/gateway.yaml:4:1: error: secret_word: unknown key")
                .contains("1 error");
        assertThat(gateway.log()).doesNotContain("secret_word");
    }

    /** It could name variables of the gateway's environment and read them in the plan. Only root can make a file of another user. */
    @Test
    void aFileOfAnotherUserIsNotLoaded() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setAttribute(next.gatewayYaml(), "unix:uid", STRANGER);

        Finished plan = plan("next/gateway.yaml");

        assertThat(plan.err()).contains("next/gateway.yaml' belongs to another user than root");
        assertThat(plan.exitCode()).isEqualTo(1);
        Files.setAttribute(running.gatewayYaml(), "unix:uid", STRANGER);
        assertThat(plan("next/gateway.yaml").exitCode()).isZero();
    }

    /** A reload would be refused; but the files may not have come to their place yet. */
    @Test
    void anAccessLogThatCannotBeWrittenIsWarnedOf() throws Exception {
        for (String path : List.of("nowhere/access.log", "certs")) {
            next.gateway(YAML.replace("access_log: off", "access_log: {path: " + path + "}"));

            Finished plan = plan("next/gateway.yaml");

            assertThat(plan.exitCode()).isZero();
            assertThat(plan.err()).contains("warning: access_log.path: cannot write the access log to ");
        }
    }

    /** Behind a link, the folder above is that of its target. */
    @Test
    void theFileIsTheOneThatTheSystemOpens() throws Exception {
        next.gateway(YAML.substring(0, YAML.indexOf("ssls:")));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("next", "certs"));

        Finished plan = plan("link/../gateway.yaml");

        assertThat(plan.out()).contains("ssl old: removed");
        assertThat(plan.exitCode()).isEqualTo(5);
    }

    @Test
    void whatNeedsARestartIsRefused() throws Exception {
        next.gateway(YAML + "event_loops: 7\n");

        Finished plan = plan("next/gateway.yaml");

        assertThat(plan.exitCode()).isEqualTo(2);
        assertThat(plan.err()).contains("error: event_loops: a change here needs restart");
    }

    @Test
    void comparesWithAnotherFileWithoutAnyProcess() throws Exception {
        next.gateway(YAML.replace("old.test", "new.test"));

        Finished plan = GatewayProcess.run(
                folder, "plan", "--config", "next/gateway.yaml", "--against", "running/gateway.yaml");

        assertThat(plan.out())
                .startsWith("plan for next/gateway.yaml against running/gateway.yaml\n")
                .contains("name old.test: removed");
        assertThat(plan.exitCode()).isEqualTo(5);

        Finished same = GatewayProcess.run(
                folder, "plan", "--config", "running/gateway.yaml", "--against", "running/gateway.yaml");
        assertThat(same.out()).endsWith("verdict: safe, nothing changes\n");
        assertThat(same.exitCode()).isZero();
    }

    private ConfigDir configuration(String name) throws IOException {
        return new ConfigDir(Files.createDirectories(folder.resolve(name)))
                .identity("shop", SHOP)
                .gateway(YAML);
    }

    private Finished plan(String file, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("plan", "--config", file));
        command.addAll(
                List.of("--admin", "127.0.0.1:" + gateway.address("ADMIN").getPort()));
        command.addAll(List.of(more));
        return GatewayProcess.run(folder, command.toArray(String[]::new));
    }

    private static String serial(TestIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }
}
