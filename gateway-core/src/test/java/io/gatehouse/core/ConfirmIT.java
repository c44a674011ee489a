// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse reload --require-safe} and {@code --confirm} against the real process. */
class ConfirmIT {
    private static final TestCa CA = TestCa.create("confirm");
    private static final TestIdentity OLD = CA.server("shop.test");
    private static final TestIdentity NEW = CA.server("shop.test");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @SuppressWarnings("NullAway.Init")
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        config = new ConfigDir(folder).identity("shop", OLD).gateway(yaml(""));
        gateway = GatewayProcess.start(config);
    }

    @AfterEach
    void end() throws IOException {
        gateway.close();
    }

    @Test
    void aLossyReloadThatHadToBeSafeIsRefusedAndNothingChanges() throws Exception {
        config.gateway(yaml("").replace("shop.test", "other.test")).identity("shop", CA.server("other.test"));

        Finished reload = command("reload", "--require-safe");

        assertThat(reload.exitCode()).isEqualTo(5);
        assertThat(reload.out()).isEmpty();
        assertThat(reload.err())
                .contains("name shop.test: removed\n    ssl: shop -> refused (unknown_name)\n  ! name_lost: ")
                .contains("error: somebody would lose by this reload")
                .contains("reload refused: generation 1 runs on, nothing changed");
        assertThat(served()).isEqualTo(OLD.certificate());
        assertThat(status().at("/last_reload/result").textValue()).isEqualTo("refused");

        config.gateway(yaml("")).identity("shop", NEW);
        assertThat(command("reload", "--require-safe").exitCode()).isZero();
        assertThat(served()).isEqualTo(NEW.certificate());
    }

    @Test
    void whatIsConfirmedStays() throws Exception {
        config.identity("shop", NEW);

        Finished reload = command("reload", "--confirm", "60s");

        assertThat(reload.exitCode()).isZero();
        assertThat(reload.out()).contains("reload ok: generation 2 runs until ", "; 'gatehouse confirm' keeps it");
        JsonNode awaited = status().get("confirmation_awaited");
        assertThat(awaited.get("generation").intValue()).isEqualTo(2);
        assertThat(Instant.parse(awaited.get("until").textValue())).isAfter(Instant.now());

        Finished confirm = command("confirm");

        assertThat(confirm.out()).isEqualTo("confirmed: generation 2 stays\n");
        assertThat(confirm.exitCode()).isZero();
        assertThat(status().get("confirmation_awaited")).isNull();
        assertThat(served()).isEqualTo(NEW.certificate());
        Finished again = command("confirm");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("nothing awaits a confirmation: generation 2 runs");
    }

    /** Listeners come back too, and connections live on: a rollback is a reload like others. */
    @Test
    void whatNobodyConfirmsIsTakenBack() throws Exception {
        config.identity("shop", NEW).gateway(yaml(", {address: \"127.0.0.1:0\", protocol: http}"));
        try (TlsConnection before = connect()) {
            assertThat(Http.get(before.socket(), "shop.test", "/").status()).isEqualTo(404);

            assertThat(command("reload", "--confirm", "3s").exitCode()).isZero();
            assertThat(served()).isEqualTo(NEW.certificate());

            String line = gateway.awaitLine("reload rolled back ");

            assertThat(line)
                    .contains(
                            "reload rolled back generation=3 added=[] changed=[] removed=[listeners/http://127.0.0.1:0]");
            assertThat(served()).isEqualTo(OLD.certificate());
            assertThat(status().at("/last_reload/result").textValue()).isEqualTo("rolled_back");
            assertThat(status().get("listeners")).hasSize(1);
            assertThat(Http.get(before.socket(), "shop.test", "/").status()).isEqualTo(404);
        }
        Finished late = command("confirm");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).contains("generation 3 runs, after a rollback because nobody confirmed in time");
        assertThat(command("reload").out()).as("the files are as they were").contains("generation 4 runs\n");
    }

    /** The watch that was switched on for trial finds files that differ from what runs again. */
    @Test
    void aRollbackIsNotUndoneByTheWatchThatItEnds() throws Exception {
        config.gateway(yaml("") + "watch: {enabled: true, interval: 100ms}\n");
        assertThat(command("reload", "--confirm", "1s").exitCode()).isZero();
        gateway.awaitLine("reload rolled back generation=3 ");

        assertThat(command("reload").out()).contains("reload ok: generation 4 runs\n", "    changed watch\n");
    }

    /** A renewal is no confirmation: it would load the YAML of the trial too, and for good. */
    @Test
    void afterARollbackTheWatchTakesUpNothingUntilSomebodyReloads() throws Exception {
        String watch = "watch: {enabled: true, interval: 2s}\n"; // so that it has not seen the trial twice before
        config.gateway(yaml("") + watch);
        assertThat(command("reload").exitCode()).isZero();
        String admin = "127.0.0.1:" + gateway.address("ADMIN").getPort();
        config.gateway(yaml(", {address: \"127.0.0.1:0\", protocol: http}") + watch);
        AdminClient.Reply trial =
                new AdminClient(admin, Duration.ofSeconds(10)).post("/v1/reload", "{\"confirm_seconds\": 1}");
        assertThat(trial.status()).as(trial.body()).isEqualTo(200);
        assertThat(gateway.awaitLine("watch held generation=4")).contains("WARN");

        config.identity("shop", NEW);
        gateway.cpuWhileLeftAlone(Duration.ofSeconds(5)); // two looks would do

        JsonNode held = status();
        assertThat(held.get("generation").intValue()).isEqualTo(4);
        assertThat(held.get("listeners")).hasSize(1);
        assertThat(held.at("/watch/held").booleanValue()).isTrue();
        assertThat(held.get("ready").booleanValue()).isTrue();
        assertThat(held.at("/readiness_details/0").textValue()).startsWith("watch held after a rollback ");
        assertThat(served()).isEqualTo(OLD.certificate());

        config.gateway(yaml("") + watch.replace("2s", "200ms"));
        assertThat(command("reload").out()).contains("generation 5 runs");
        assertThat(served()).isEqualTo(NEW.certificate());
        assertThat(status().at("/watch/held").booleanValue()).isFalse();

        config.identity("shop", OLD);
        gateway.awaitLine("reload ok generation=6 ");
        assertThat(served()).isEqualTo(OLD.certificate());
    }

    /** Else the watch would do within an interval what was just refused. */
    @Test
    void aLossyReloadThatHadToBeSafeHoldsTheWatch() throws Exception {
        String watch = "watch: {enabled: true, interval: 1h}\n"; // so that it does not see the change before
        config.gateway(yaml("") + watch);
        assertThat(command("reload").exitCode()).isZero();
        config.gateway(yaml("").replace("shop.test", "other.test") + watch).identity("shop", CA.server("other.test"));

        assertThat(command("reload", "--require-safe").exitCode()).isEqualTo(5);

        assertThat(gateway.awaitLine("watch held generation=2")).contains("WARN");
        assertThat(status().at("/watch/held").booleanValue()).isTrue();
        assertThat(status().at("/watch/waiting")).isEmpty();
        config.gateway(yaml("") + watch).identity("shop", OLD);
        Finished trial = command("reload", "--require-safe", "--confirm", "60s");
        assertThat(trial.out()).contains("nothing changed, so nothing awaits a confirmation");
        assertThat(status().at("/watch/held").booleanValue()).isFalse();
    }

    @Test
    void noOtherReloadHappensUntilThen() throws Exception {
        config.identity("shop", NEW);
        assertThat(command("reload", "--confirm", "60s").exitCode()).isZero();
        config.identity("shop", CA.server("shop.test"));

        assertThat(gateway.reload()).contains("ERROR reload refused generation=2 "); // SIGHUP
        Finished reload = command("reload");

        assertThat(reload.exitCode()).isEqualTo(2);
        assertThat(reload.err())
                .contains("error: the reload before awaits its confirmation")
                .contains("generation 2 is to be confirmed until ");
        String admin = "127.0.0.1:" + gateway.address("ADMIN").getPort();
        AdminClient.Reply plain = new AdminClient(admin, Duration.ofSeconds(10)).post("/v1/reload", "{}");
        assertThat(plain.status()).isEqualTo(409);
        assertThat(plain.body()).contains("confirm_until");
        assertThat(served()).isEqualTo(NEW.certificate());
        assertThat(command("confirm").exitCode()).isZero();
        assertThat(command("reload").exitCode()).isZero();
    }

    private static String yaml(String moreListeners) {
        return """
                listeners: [{address: "127.0.0.1:0", protocol: https}%s]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: off
                ssls: [{id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                """.replace("%s", moreListeners);
    }

    private TlsConnection connect() throws IOException, InterruptedException {
        return TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "shop.test");
    }

    private Certificate served() throws IOException, InterruptedException {
        try (TlsConnection connection = connect()) {
            return connection.peerCertificate();
        }
    }

    private JsonNode status() throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(Http.get(gateway.address("ADMIN"), "127.0.0.1", "/status")
                        .body());
    }

    private Finished command(String name, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(name, "--config", "gateway.yaml"));
        command.addAll(
                List.of("--admin", "127.0.0.1:" + gateway.address("ADMIN").getPort()));
        command.addAll(List.of(more));
        return GatewayProcess.run(folder, command.toArray(String[]::new));
    }
}
