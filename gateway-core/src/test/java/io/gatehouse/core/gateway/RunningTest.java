// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.accesslog.AccessLog;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.net.Transports;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
    private final Clock clock = Clock.systemUTC();

    /** What is served until the end is logged where it was. */
    @Test
    void aReloadThatADrainOvertookLeavesTheAccessLogAlone(@TempDir Path folder) throws Exception {
        Loaded first = load(folder, "one.log");
        try (Engine engine = new Engine(
                first,
                Transports.choose(first.config().transport()),
                new AccessLog(LogDestination.open(first.config())),
                clock)) {
            engine.listeners.prepare(first.config().listeners()).commit();
            Running running = new Running(engine, first, clock);
            running.beginDrain();
            assertThat(running.replace(load(folder, "two.log"))).isFalse();
            InetSocketAddress address = engine.listeners.all().iterator().next().address();
            assertThat(Http.get(address, "a", "/").status()).isEqualTo(404);
        }
        assertThat(folder.resolve("one.log")).content().contains("\"no_route\"");
        assertThat(folder.resolve("two.log")).isEmptyFile();
    }

    private Loaded load(Path folder, String accessLog) {
        ConfigDir config = new ConfigDir(folder).gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                admin: off
                access_log: {path: %s}
                """.formatted(accessLog));
        return new ConfigLoader(config.gatewayYaml(), clock).load().loaded().orElseThrow();
    }
}
