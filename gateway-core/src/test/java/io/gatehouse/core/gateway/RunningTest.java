// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.accesslog.AccessLog;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.Transports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
        assertThat(folder.resolve("two.log")).doesNotExist();
    }

    /** Nobody can bind anything any more, which is no fault of the address that the operator wrote. */
    @Test
    void norDoesItBlameAnAddress(@TempDir Path folder) throws Exception {
        Loaded first = load(folder, "one.log");
        try (Engine engine = new Engine(
                        first,
                        Transports.choose(first.config().transport()),
                        new AccessLog(LogDestination.open(first.config())),
                        clock);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Running running = new Running(engine, first, clock);
            Loaded next = load(folder, "one.log", taken.getLocalPort());
            assertThatThrownBy(() -> running.replace(next)).isInstanceOf(BindFailedException.class);

            running.beginDrain();

            assertThat(running.replace(next)).isFalse();
        }
    }

    private Loaded load(Path folder, String accessLog) {
        return load(folder, accessLog, 0);
    }

    private Loaded load(Path folder, String accessLog, int port) {
        ConfigDir config = new ConfigDir(folder).gateway("""
                listeners: [{address: "127.0.0.1:%d", protocol: http}]
                admin: off
                access_log: {path: %s}
                """.formatted(port, accessLog));
        return new ConfigLoader(config.gatewayYaml(), clock).load().loaded().orElseThrow();
    }
}
