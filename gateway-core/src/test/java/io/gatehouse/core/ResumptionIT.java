// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of clients that come back while the gateway reloads as fast as it can. */
class ResumptionIT {
    private static final TestCa CA = TestCa.create("resumption");
    private static final int LEAST_RELOADS = 5;
    private static final int LEAST_CONNECTIONS = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void almostEverySessionOfAnUnchangedObjectIsResumed(String version) throws Exception {
        ConfigDir config = new ConfigDir(folder)
                .identity("kept", CA.server("kept.test"))
                .identity("other", CA.server("other.test"))
                .file("ssls/all.yaml", """
                        ssls:
                          - {id: kept, sni: kept.test, cert: ../certs/kept.crt, key: ../certs/kept.key}
                          - {id: other, sni: other.test, cert: ../certs/other.crt, key: ../certs/other.key}
                        """)
                .file("routes/all.yaml", """
                        routes: [{id: all, uri: "/*", plugins: {redirect: {uri: "https://elsewhere.test/"}}}]
                        """)
                .gateway("""
                        listeners: [{address: "127.0.0.1:0", protocol: https}]
                        admin: off
                        """);
        TlsClient client = TlsClient.trusting(CA).protocols(version);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            int connections = 0;
            int reloads = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (reloads < LEAST_RELOADS || connections < LEAST_CONNECTIONS) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                config.identity("other", CA.server("other.test"));
                gateway.signal("HUP");
                reloads++;
                for (int i = 0; i < LEAST_CONNECTIONS / LEAST_RELOADS; i++) {
                    get(client, gateway);
                    connections++;
                }
            }
            String log = gateway.terminate().out();
            long resumed = log.lines()
                    .filter(line -> line.contains("\"resumed\":true"))
                    .count();
            assertThat(log).contains("reload ok generation=2 ");
            assertThat((double) resumed / (connections - 1)).isGreaterThan(0.95);
        }
    }

    private static void get(TlsClient client, GatewayProcess gateway) throws Exception {
        try (TlsConnection connection = client.connect(gateway.address("HTTPS"), "kept.test")) {
            assertThat(Http.get(connection.socket(), "kept.test", "/").status()).isEqualTo(302);
        }
    }
}
