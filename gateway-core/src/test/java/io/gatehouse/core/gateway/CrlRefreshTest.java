// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.config.Problem;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestClock;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** CRL files that change while the gateway runs, without a reload. */
class CrlRefreshTest {
    private static final TestCa CA = TestCa.create("refresh");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity ALICE = CLIENTS.client("alice");
    private static final TestIdentity MALLORY = CLIENTS.client("mallory");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final TestClock clock = new TestClock();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CrlWatch.class.getPackageName());
    private ConfigDir config;
    private EchoUpstream upstream;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        logger.addAppender(logged);
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder)
                .identity("shop", CA.server("shop.test"))
                .authority("clients", CLIENTS)
                .file("certs/clients.crl", TestCrl.of(CLIENTS).pem());
        gatewayYaml("20ms");
        gateway = Gateway.start(new ConfigLoader(config.gatewayYaml(), clock), clock);
    }

    @AfterEach
    void end() {
        gateway.drain();
        upstream.close();
        logger.detachAppender(logged);
    }

    @Test
    void anotherListIsTakenUpAndNothingElseIsRead() throws Exception {
        try (TlsConnection alice = connect(ALICE);
                TlsConnection mallory = connect(MALLORY)) {
            assertThat(get(alice)).isEqualTo(200);
            assertThat(get(mallory)).isEqualTo(200);
            Files.delete(folder.resolve("certs/shop.key"));
            config.gateway("this is no configuration");

            config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());

            awaitLine("crl refresh ok generation=2 ");
            assertRefused(mallory);
            assertThatThrownBy(() -> get(connect(MALLORY))).hasMessageContaining("certificate_revoked");
            assertThat(get(alice)).isEqualTo(200);
            JsonNode list = status().at("/ssls/0/crls/0");
            assertThat(list.get("issuer").asText()).isEqualTo("CN=clients root");
            assertThat(list.get("entries").asInt()).isEqualTo(1);
            assertThat(list.get("age_seconds").asInt()).isBetween(3_590, 3_700);
            assertThat(list.get("stale").asBoolean()).isFalse();
            assertThat(status().at("/handshakes_refused/client_certificate_revoked")
                            .asInt())
                    .isEqualTo(1);
            assertThat(lines(line -> line.startsWith("crl ssls=[shop] issuer=\"CN=clients root\" ")))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains(" entries=1 stale=false");
        }
    }

    @Test
    void aFaultyListLeavesTheRunningOneAndIsToldOnce() throws Exception {
        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        awaitLine("crl refresh ok generation=2 ");
        String broken = TestCrl.of(CLIENTS).pem().substring(0, 100);

        config.file("certs/clients.crl", broken);
        awaitLine("crl refresh refused, the running list stays");
        awaitLooks(2);
        config.file("certs/clients.crl", broken); // another file with the same content
        await(() -> failures() == 2);

        assertThat(lines(line -> line.contains("ssls[0].client.crl: CRL cannot be read")))
                .hasSize(1);
        assertThat(status().at("/crl_refresh/faults/0").asText()).contains("clients.crl:1: -----BEGIN X509 CRL-----");
        assertThat(status().get("generation").asInt()).isEqualTo(2);
        assertThatThrownBy(() -> get(connect(MALLORY))).hasMessageContaining("certificate_revoked");

        config.file("certs/clients.crl", TestCrl.of(CLIENTS).pem());
        awaitLine("crl refresh ok generation=3 ");
        assertThat(status().at("/crl_refresh/faults")).isEmpty();
        try (TlsConnection mallory = connect(MALLORY)) {
            assertThat(get(mallory)).isEqualTo(200);
        }
    }

    @Test
    void aListThatIsTakenUpSaysNothingAnewOfTheConfiguration() throws Exception {
        config.gateway(Files.readString(config.gatewayYaml()).replace("connections: 100", "connections: 10000000"));
        gateway.reload().get(5, TimeUnit.SECONDS);
        List<String> told = lines(line -> line.contains("remedy="));

        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        awaitLine("crl refresh ok generation=3 ");

        assertThat(told).isNotEmpty();
        assertThat(lines(line -> line.contains("remedy="))).isEqualTo(told);
    }

    @Test
    void whatIsTouchedWithoutChangeIsNoNewGeneration() throws Exception {
        String same = TestCrl.of(CLIENTS).pem();
        config.file("certs/clients.crl", same);
        awaitLine("crl refresh ok generation=2 ");
        config.file("certs/clients.crl", same);
        awaitLooks(3);
        assertThat(status().get("generation").asInt()).isEqualTo(2);
    }

    @Test
    void aReloadAfterARefreshTakesWhatTheFilesSayThen() throws Exception {
        String first = Files.readString(folder.resolve("certs/clients.crl"));
        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        awaitLine("crl refresh ok generation=2 ");
        gatewayYaml("0");
        assertThat(gateway.reload().get(5, TimeUnit.SECONDS).generation()).isEqualTo(3);

        config.file("certs/clients.crl", first); // with crl_refresh: 0 nobody looks
        ReloadReport report = gateway.reload().get(5, TimeUnit.SECONDS);

        assertThat(report.result()).isEqualTo(ReloadReport.Result.OK);
        try (TlsConnection mallory = connect(MALLORY)) {
            assertThat(get(mallory)).isEqualTo(200);
        }
        assertThat(lines(line -> line.startsWith("crl refresh ok"))).hasSize(1);
    }

    /** By whichever way it comes back. */
    @Test
    void aListThatIsOlderThanTheRunningOneIsWarnedOf() throws Exception {
        String old = TestCrl.of(CLIENTS)
                .valid(
                        clock.instant().minus(Duration.ofDays(2)),
                        clock.instant().plus(Duration.ofDays(2)))
                .pem();
        String current = TestCrl.of(CLIENTS).revoke(MALLORY).pem();
        config.file("certs/clients.crl", current);
        awaitLine("crl refresh ok generation=2 ");
        config.file("certs/clients.crl", old);
        awaitLine("crl refresh ok generation=3 ");
        assertThat(olderOnes()).hasSize(1);

        config.file("certs/clients.crl", current);
        awaitLine("crl refresh ok generation=4 ");
        gatewayYaml("0"); // from the next reload on nobody looks
        gateway.reload().get(5, TimeUnit.SECONDS);
        config.file("certs/clients.crl", old);
        ReloadReport report = gateway.reload().get(5, TimeUnit.SECONDS);

        assertThat(report.problems())
                .extracting(Problem::field, Problem::message)
                .containsExactly(tuple("ssls[0].client.crl", "CRL is older than the running one"));
        assertThat(olderOnes()).hasSize(2);
    }

    private List<String> olderOnes() {
        return lines(line -> line.contains("CRL is older than the running one"));
    }

    /** Not even for the moment between the generation of before and the lists of now. */
    @Test
    void aRollbackLetsNobodyInWhoWasRevokedMeanwhile() throws Exception {
        config.gateway(Files.readString(config.gatewayYaml()).replace("connections: 100", "connections: 99"));
        new AdminClient(NetUtil.toSocketAddressString(gateway.adminAddress().orElseThrow()), Duration.ofSeconds(5))
                .post("/v1/reload", "{\"confirm_seconds\": 1}");
        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        awaitLine("crl refresh ok generation=3 ");

        awaitLine("reload rolled back generation=4 ");

        awaitLooks(2);
        assertThat(lines(line -> line.startsWith("crl refresh ok")))
                .as("no list to catch up with")
                .hasSize(1);
        assertThat(status().get("generation").asInt()).isEqualTo(4);
        assertThatThrownBy(() -> get(connect(MALLORY))).hasMessageContaining("certificate_revoked");
    }

    @Test
    void norIfTheListCannotBeReadThen() throws Exception {
        config.gateway(Files.readString(config.gatewayYaml()).replace("connections: 100", "connections: 99"));
        new AdminClient(NetUtil.toSocketAddressString(gateway.adminAddress().orElseThrow()), Duration.ofSeconds(5))
                .post("/v1/reload", "{\"confirm_seconds\": 2}");
        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        awaitLine("crl refresh ok generation=3 ");
        Files.delete(folder.resolve("certs/clients.crl"));

        awaitLine("reload rolled back generation=4 ");

        awaitLooks(2);
        assertThatThrownBy(() -> get(connect(MALLORY))).hasMessageContaining("certificate_revoked");
        assertThat(status().at("/ssls/0/crls/0/entries").asInt()).isEqualTo(1);
        assertThat(status().at("/crl_refresh/faults/0").asText()).contains("no such file");
        try (TlsConnection alice = connect(ALICE)) {
            assertThat(get(alice)).isEqualTo(200);
        }
    }

    @Test
    void aListThatBecomesStaleIsWarnedOfOnceAndRefuses() throws Exception {
        clock.advance(Duration.ofDays(8));
        awaitLine("crl became stale ssls=[shop] issuer=\"CN=clients root\" ");
        awaitLooks(3);
        assertThat(lines(line -> line.startsWith("crl became stale"))).hasSize(1);
        assertThatThrownBy(() -> get(connect(ALICE))).isInstanceOf(IOException.class);
        assertThat(status().at("/handshakes_refused/crl_stale").asInt()).isEqualTo(1);
        assertThat(status().at("/ssls/0/crls/0/stale").asBoolean()).isTrue();
    }

    private TlsConnection connect(TestIdentity identity) throws IOException {
        return TlsClient.trusting(CA)
                .identity(identity)
                .connect(gateway.listeners().get(0).address(), "shop.test");
    }

    private static int get(TlsConnection connection) throws IOException {
        return Http.get(connection.socket(), "shop.test", "/").status();
    }

    /** Cut by the look at all connections; or its request came first, and asked. */
    private static void assertRefused(TlsConnection connection) {
        try {
            assertThat(get(connection)).isEqualTo(421);
        } catch (IOException e) {
            assertThat(e).as("cut, not silent").isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    private JsonNode status() throws IOException {
        return JSON.readTree(Http.get(gateway.adminAddress().orElseThrow(), "127.0.0.1", "/status")
                .body());
    }

    private int failures() {
        try {
            return status().at("/crl_refresh/failures").asInt();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the files were looked at so many times more. */
    private void awaitLooks(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String before = status().at("/crl_refresh/checked_at").asText();
            clock.advance(Duration.ofMillis(1));
            await(() -> {
                try {
                    return !status().at("/crl_refresh/checked_at").asText().equals(before);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private void awaitLine(String text) {
        await(() -> !lines(line -> line.contains(text)).isEmpty());
    }

    private List<String> lines(Predicate<String> wanted) {
        return List.copyOf(logged.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(wanted)
                .toList();
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 5 s; logged " + lines(line -> true));
            }
            Thread.onSpinWait();
        }
    }

    private void gatewayYaml(String refresh) {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                access_log: off
                limits: {connections: 100}
                transport: nio
                tls: {crl_refresh: %s}
                ssls:
                  - id: shop
                    sni: shop.test
                    cert: certs/shop.crt
                    key: certs/shop.key
                    client: {ca: certs/clients.crt, crl: certs/clients.crl}
                upstreams: [{id: echo, nodes: {"127.0.0.1:%d": 1}}]
                routes: [{id: all, uri: "/*", upstream_id: echo}]
                """, refresh, upstream.port()));
    }
}
