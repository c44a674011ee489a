// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fault of the gateway on the thread of reloads leaves behind, here one of its clock. */
class FaultsOfOursTest {
    private static final TestCa CA = TestCa.create("faults");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity MALLORY = CLIENTS.client("mallory");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final FaultyClock clock = new FaultyClock();

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @SuppressWarnings("NullAway.Init")
    private Gateway gateway;

    @BeforeEach
    void prepare() {
        config = new ConfigDir(folder)
                .identity("shop", CA.server("shop.test"))
                .authority("clients", CLIENTS)
                .file("certs/clients.crl", TestCrl.of(CLIENTS).pem());
    }

    @AfterEach
    void end() {
        gateway.drain();
    }

    @Test
    void aReloadThatItEndsIsTheLastOneAndWasRefused() throws Exception {
        start("0");
        config.gateway("");
        clock.faults.set(1);

        assertThatThrownBy(() -> gateway.reload().get(5, TimeUnit.SECONDS)).hasRootCauseMessage("fault");

        ReloadReport last = gateway.lastReload();
        assertThat(last.result()).isEqualTo(ReloadReport.Result.REFUSED);
        assertThat(last.generation()).isEqualTo(1);
        assertThat(last.problems())
                .singleElement()
                .asString()
                .contains("gateway.yaml:1:1: error: the load ended by a fault of the gateway", "fault");
        assertThat(page("/metrics"))
                .contains("gatehouse_last_reload_successful 0\n", "gatehouse_reloads_total{result=\"refused\"} 1\n");
    }

    @Test
    void aListThatWasNotTakenUpBecauseOfItIsReadAgain() throws Exception {
        start("10ms");
        clock.faults.set(Integer.MAX_VALUE);
        config.file("certs/clients.crl", TestCrl.of(CLIENTS).revoke(MALLORY).pem());
        int before = clock.faults.get();
        while (clock.faults.get() > before - 3) {
            Thread.onSpinWait();
        }

        clock.faults.set(0);

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!page("/status").contains("\"entries\" : 1")) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
        }
    }

    private String page(String path) throws IOException {
        return Http.get(gateway.adminAddress().orElseThrow(), "127.0.0.1", path).body();
    }

    private void start(String crlRefresh) throws StartFailedException {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                access_log: off
                limits: {connections: 100}
                tls: {crl_refresh: %s}
                ssls:
                  - id: shop
                    sni: shop.test
                    cert: certs/shop.crt
                    key: certs/shop.key
                    client: {ca: certs/clients.crt, crl: certs/clients.crl}
                """, crlRefresh));
        gateway = Gateway.start(new ConfigLoader(config.gatewayYaml(), clock), clock);
    }

    /** Fails so many times on the thread of reloads. */
    private static final class FaultyClock extends Clock {
        private final AtomicInteger faults = new AtomicInteger();

        @Override
        public Instant instant() {
            boolean reloads = Thread.currentThread().getName().equals("gatehouse-reload");
            if (reloads && faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("fault");
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
