// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose turn it is among the nodes of an upstream: the real process with several event loops. */
class RotationIT {
    private static final int EACH = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void isOneForAllEventLoops() throws Exception {
        try (EchoUpstream a = EchoUpstream.plain();
                EchoUpstream b = EchoUpstream.plain();
                EchoUpstream c = EchoUpstream.plain()) {
            ConfigDir config =
                    new ConfigDir(folder).gateway(String.format(Locale.ROOT, """
                    event_loops: 4
                    listeners: [{address: "127.0.0.1:0", protocol: http}]
                    admin: "off"
                    access_log: {path: access.log}
                    upstreams: [{id: u, nodes: {"127.0.0.1:%d": 1, "127.0.0.1:%d": 1, "127.0.0.1:%d": 1}}]
                    routes: [{uri: "/*", upstream_id: u}]
                    """, a.port(), b.port(), c.port()));
            try (GatewayProcess gateway = GatewayProcess.start(config)) {
                for (int i = 0; i < 3 * EACH; i++) { // on connections of their own, which the event loops share
                    assertThat(Http.get(gateway.address("HTTP"), "a.test", "/").status())
                            .isEqualTo(200);
                }
                gateway.terminate();
            }
            String log = Files.readString(folder.resolve("access.log"));
            for (EchoUpstream each : new EchoUpstream[] {a, b, c}) {
                assertThat(log.split("\"node\":\"127.0.0.1:" + each.port() + "\"", -1))
                        .hasSize(EACH + 1);
            }
        }
    }
}
