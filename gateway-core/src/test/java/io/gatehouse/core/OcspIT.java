// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestOcsp;
import io.gatehouse.tls.fixtures.TestOcsp.Answer;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.ExtendedSSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ocsp_stapling}: what the real process shows to clients, with a responder of our own. */
class OcspIT {
    private static final TestCa ROOT = TestCa.create("ocsp");
    private static final TestCa CA = ROOT.intermediate("issuer");
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestOcsp responder;
    private ConfigDir config;

    @BeforeEach
    void start() throws IOException {
        responder = TestOcsp.start(CA);
        config = new ConfigDir(folder)
                .identity(
                        "a",
                        TestCa.serverRequest("a.test").ocsp(responder.url()).issuedBy(CA))
                .identity(
                        "b",
                        TestCa.serverRequest("b.test").ocsp(responder.url()).issuedBy(CA));
        write("generation one");
    }

    @AfterEach
    void end() {
        responder.close();
    }

    private void write(String desc) {
        config.gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                access_log: {path: "off"}
                ssls:
                  - {id: a, sni: a.test, cert: certs/a.crt, key: certs/a.key, ocsp_stapling: {enabled: true}, desc: "%s"}
                  - {id: b, sni: b.test, cert: certs/b.crt, key: certs/b.key}
                """.formatted(desc));
    }

    @Test
    void showsWhatTheResponderSaidAlsoAfterAReload() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            await(() -> !stapled(gateway, "a.test", "TLSv1.3").isEmpty());
            byte[] shown = stapled(gateway, "a.test", "TLSv1.3").get(0);
            assertThat(stapled(gateway, "a.test", "TLSv1.2")).containsExactly(shown);
            assertThat(stapled(gateway, "b.test", "TLSv1.3")).isEmpty();
            assertThat(responder.asked()).isEqualTo(1);

            write("generation two");
            assertThat(gateway.reload()).contains("reload ok generation=2");
            assertThat(stapled(gateway, "a.test", "TLSv1.3")).containsExactly(shown);
            assertThat(responder.asked()).isEqualTo(1);
            assertThat(status(gateway)).isEqualTo("{\"wanted\":1,\"stapled\":1,\"faults\":[]}");
        }
    }

    @Test
    void asksAgainBeforeItEndsAndShowsNothingThatHas() throws Exception {
        Instant now = Instant.now();
        responder.answer(Answer.good(CA).valid(now, now.plusSeconds(8)));
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            await(() -> !stapled(gateway, "a.test", "TLSv1.3").isEmpty());
            byte[] first = stapled(gateway, "a.test", "TLSv1.3").get(0);
            Instant later = Instant.now();
            responder.answer(Answer.good(CA).valid(later, later.plusSeconds(12)));
            await(() -> {
                List<byte[]> shown = stapled(gateway, "a.test", "TLSv1.3");
                assertThat(shown).as("without interruption").isNotEmpty();
                return !Arrays.equals(shown.get(0), first);
            });
            responder.httpStatus(500);
            gateway.awaitLine("ocsp failed ssl=a");
            assertThat(stapled(gateway, "a.test", "TLSv1.3"))
                    .as("it is still good")
                    .isNotEmpty();
            await(() -> stapled(gateway, "a.test", "TLSv1.3").isEmpty());
            assertThat(status(gateway)).contains("\"stapled\":0", "a: no answer: HTTP status 500");
        }
    }

    /** An object that got another id has the same certificate, of which nothing is asked anew. */
    @Test
    void aFaultIsToldOfTheObjectThatIsThereNow() throws Exception {
        responder.httpStatus(500);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            gateway.awaitLine("ocsp failed ssl=a");
            config.gateway(Files.readString(config.gatewayYaml()).replace("id: a,", "id: renamed,"));

            assertThat(gateway.reload()).contains("reload ok generation=2");

            assertThat(status(gateway)).contains("renamed: no answer: HTTP status 500");
        }
    }

    @Test
    void neverShowsThatItIsRevokedAndSaysSo() throws Exception {
        responder.answer(Answer.good(CA).revoked());
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            assertThat(gateway.awaitLine("ocsp failed ssl=a")).contains("the certificate is revoked since");
            assertThat(stapled(gateway, "a.test", "TLSv1.3")).isEmpty();
        }
    }

    private static List<byte[]> stapled(GatewayProcess gateway, String name, String version)
            throws IOException, InterruptedException {
        try (TlsConnection connection =
                TlsClient.trusting(ROOT).protocols(version).connect(gateway.address("HTTPS"), name)) {
            return ((ExtendedSSLSession) connection.session()).getStatusResponses();
        }
    }

    private static String status(GatewayProcess gateway) throws Exception {
        JsonNode status = new ObjectMapper()
                .readTree(Http.get(gateway.address("ADMIN"), "localhost", "/status")
                        .body());
        return status.get("ocsp").toString();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + WAIT_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
