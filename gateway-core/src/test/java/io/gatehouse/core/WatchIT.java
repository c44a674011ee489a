// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under the real process, and nobody sends it a signal. */
class WatchIT {
    private static final TestCa CA = TestCa.create("watch");
    private static final int CLIENTS = 4;
    private static final int ROTATIONS = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @SuppressWarnings("NullAway.Init")
    private EchoUpstream upstream;

    @BeforeEach
    void prepare() throws IOException {
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder);
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    /** As Kubernetes mounts a secret, and as it renews it: one link is turned, and both files are others. */
    @Test
    void clientsSeeTheOldOrTheNewCertificateAndNeverAnErrorWhileALinkIsTurned() throws Exception {
        List<Certificate> issued = new ArrayList<>();
        issued.add(secret(0).certificate());
        turn(0);
        Files.createSymbolicLink(folder.resolve("certs/shop.crt"), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(folder.resolve("certs/shop.key"), Path.of("..data", "tls.key"));
        gatewayYaml("reject");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicIntegerArray counts = new AtomicIntegerArray(CLIENTS);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            List<Future<List<Certificate>>> seen = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                seen.add(clients.submit(connects(gateway, counts, i, stop)));
            }
            awaitConnections(counts);
            for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
                TestIdentity next = secret(rotation);
                issued.add(next.certificate());
                turn(rotation);
                await(gateway, status -> serial(status).equals(serial(next)));
                awaitConnections(counts);
            }
            stop.set(true);
            for (Future<List<Certificate>> each : seen) {
                assertThat(each.get(20, TimeUnit.SECONDS)) // throws if a connection failed
                        .as("each from when it came, and never an older one again")
                        .isEqualTo(issued);
            }
            assertThat(gateway.log()).doesNotContain("ERROR").doesNotContain("watch waits");
        } finally {
            stop.set(true);
            clients.shutdownNow();
        }
    }

    @Test
    void aKeyThatComesAfterItsCertificateIsWaitedFor() throws Exception {
        TestIdentity old = CA.server("shop.test");
        TestIdentity next = CA.server("shop.test");
        config.identity("shop", old);
        gatewayYaml("quarantine"); // which is for what stays wrong, not for what comes in two steps
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            config.file("certs/shop.crt", next.chainPem());

            JsonNode waiting =
                    await(gateway, status -> !status.at("/watch/waiting").isEmpty());

            assertThat(waiting.at("/watch/waiting").toString()).contains("'shop' runs and would be quarantined");
            assertThat(served(gateway)).isEqualTo(old.certificate());
            awaitLooks(gateway, 3);
            assertThat(gateway.log()).containsOnlyOnce("watch waits generation=1 ");

            config.file("certs/shop.key", next.keyPem());

            JsonNode done = await(gateway, status -> status.at("/watch/waiting").isEmpty());
            assertThat(done.get("generation").intValue()).isEqualTo(2);
            assertThat(serial(done)).isEqualTo(serial(next));
            assertThat(served(gateway)).isEqualTo(next.certificate());
        }
    }

    /** Its place in the file is no identity: another object may stand there by now. */
    @Test
    void anObjectWithoutIdThatRunsIsNotQuarantinedWhereverItStands() throws Exception {
        TestIdentity old = CA.server("shop.test");
        TestIdentity next = CA.server("shop.test");
        config.identity("shop", old).identity("more", CA.server("more.test"));
        gatewayYaml("quarantine");
        String yaml = Files.readString(config.gatewayYaml()).replace("id: shop, ", "");
        config.gateway(yaml);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            assertThat(served(gateway)).isEqualTo(old.certificate());
            config.file("certs/shop.crt", next.chainPem())
                    .gateway(yaml.replace(
                            "ssls: [", "ssls: [{sni: more.test, cert: certs/more.crt, key: certs/more.key}, "));

            awaitLooks(gateway, 3);

            assertThat(served(gateway)).isEqualTo(old.certificate());
            assertThat(gateway.log()).contains("watch waits generation=1 ");

            config.file("certs/shop.key", next.keyPem());

            JsonNode done = await(gateway, status -> status.get("ssls_total").intValue() == 2);
            assertThat(served(gateway)).isEqualTo(next.certificate());
            assertThat(done.at("/ssls/0/handshakes").intValue())
                    .as("those of shop.test")
                    .isZero();
            assertThat(done.at("/ssls/1/handshakes").intValue()).isEqualTo(2);
        }
    }

    @Test
    void filesThatComeAndGoAreTakenUp() throws Exception {
        config.identity("shop", CA.server("shop.test"))
                .file("routes/kept.yaml", "routes: [{id: kept, uri: /kept, upstream_id: echo}]\n")
                .file("routes/more.yml", "routes: [{id: more, uri: /more, upstream_id: echo}]\n");
        gatewayYaml("reject");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            Files.move(folder.resolve("routes/more.yml"), folder.resolve("routes/more.yaml"));
            await(gateway, status -> status.get("generation").intValue() == 2);
            assertThat(gateway.awaitLine("reload ok generation=2")).contains("added=[routes/more]");

            Files.delete(folder.resolve("routes/more.yaml"));
            await(gateway, status -> status.get("generation").intValue() == 3);
            assertThat(gateway.awaitLine("reload ok generation=3")).contains("removed=[routes/more]");

            config.file("routes/more.yaml", "routes: [{id: more, uri: /more}]\n");
            await(gateway, status -> !status.at("/watch/waiting").isEmpty());
            assertThat(gateway.awaitLine("watch waits generation=3 ")).contains("WARN");
            assertThat(gateway.log()).contains("routes/more.yaml:1:10: error: routes[0]");

            Files.delete(folder.resolve("routes/more.yaml"));
            assertThat(gateway.awaitLine("watch waits no more generation=3: ")).contains("INFO");
        }
    }

    /** As while a volume is mounted anew, or a deployment replaces it: nobody wants to be answered 404 meanwhile. */
    @Test
    void aFolderThatIsGoneIsWaitedFor() throws Exception {
        config.identity("shop", CA.server("shop.test"))
                .file("routes/more.yaml", "routes: [{id: more, uri: /more, upstream_id: echo}]\n");
        gatewayYaml("reject");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            awaitLooks(gateway, 1);
            Path away = Files.move(folder.resolve("routes"), folder.resolve("away"));

            gateway.awaitLine("watch waits generation=1 ");
            awaitLooks(gateway, 3);
            assertThat(gateway.log())
                    .contains("the objects of 'routes/*.yaml' run, and no file matches it any more")
                    .containsOnlyOnce("watch waits generation=1 ");
            Files.move(away, folder.resolve("routes"));

            gateway.awaitLine("watch waits no more generation=1");

            Files.move(folder.resolve("routes"), away);
            assertThat(gateway.reload()).contains("reload ok generation=2 ").contains("removed=[routes/more]");
        }
    }

    @Test
    void isOffUnlessAskedFor() throws Exception {
        TestIdentity old = CA.server("shop.test");
        config.identity("shop", old);
        gatewayYaml("reject");
        config.gateway(Files.readString(config.gatewayYaml()).replace("enabled: true, ", ""));
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            config.identity("shop", CA.server("shop.test"));
            gateway.cpuWhileLeftAlone(Duration.ofSeconds(2)); // ten intervals
            assertThat(status(gateway).at("/watch/checked_at").isMissingNode()).isTrue();
            assertThat(served(gateway)).isEqualTo(old.certificate());
        }
    }

    /** Writes a secret of Kubernetes; nothing leads there yet. */
    private TestIdentity secret(int rotation) {
        TestIdentity identity = CA.server("shop.test");
        config.file("certs/..v" + rotation + "/tls.crt", identity.chainPem())
                .file("certs/..v" + rotation + "/tls.key", identity.keyPem());
        return identity;
    }

    /** And now it does, by one step. */
    private void turn(int rotation) throws IOException {
        Path next = Files.createSymbolicLink(folder.resolve("certs/..data_tmp"), Path.of("..v" + rotation));
        Files.move(next, folder.resolve("certs/..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Callable<List<Certificate>> connects(
            GatewayProcess gateway, AtomicIntegerArray counts, int client, AtomicBoolean stop) {
        return () -> {
            List<Certificate> seen = new ArrayList<>();
            while (!stop.get()) {
                try (TlsConnection connection = connect(gateway)) {
                    Certificate now = connection.peerCertificate();
                    if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now)) {
                        seen.add(now);
                    }
                    assertThat(Http.get(connection.socket(), "shop.test", "/").status())
                            .isEqualTo(200);
                    counts.incrementAndGet(client);
                }
            }
            return seen;
        };
    }

    /** Until every client has made a connection that it began after this call. */
    private static void awaitConnections(AtomicIntegerArray counts) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        for (int i = 0; i < CLIENTS; i++) {
            for (int wanted = counts.get(i) + 2; counts.get(i) < wanted; ) {
                assertThat(System.nanoTime()).as("connections %s", counts).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    private void gatewayYaml(String onInvalid) {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: off
                watch: {enabled: true, interval: 200ms}
                on_invalid_object: %s
                ssls: [{id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                upstreams: [{id: echo, nodes: {"127.0.0.1:%d": 1}}]
                routes: [{id: all, uri: "/*", upstream_id: echo}]
                """, onInvalid, upstream.port()));
    }

    private static TlsConnection connect(GatewayProcess gateway) throws IOException, InterruptedException {
        return TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "shop.test");
    }

    private static Certificate served(GatewayProcess gateway) throws IOException, InterruptedException {
        try (TlsConnection connection = connect(gateway)) {
            return connection.peerCertificate();
        }
    }

    private static JsonNode status(GatewayProcess gateway) throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(Http.get(gateway.address("ADMIN"), "127.0.0.1", "/status")
                        .body());
    }

    private static JsonNode await(GatewayProcess gateway, Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        JsonNode status = status(gateway);
        while (!wanted.test(status)) {
            assertThat(System.nanoTime()).as(status + gateway.log()).isLessThan(deadline);
            status = status(gateway);
        }
        return status;
    }

    private static void awaitLooks(GatewayProcess gateway, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String before = status(gateway).at("/watch/checked_at").asText();
            await(gateway, status -> !status.at("/watch/checked_at").asText().equals(before));
        }
    }

    private static String serial(JsonNode status) {
        return status.at("/ssls/0/certificates/0/serial").asText();
    }

    private static String serial(TestIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }
}
