// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of nodes that stand in {@code /etc/hosts}: the real process with a file of its own there. */
class HostsFileIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anAddressThatChangesThereIsTakenUp() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 node.gatehouse.test\n");
        try (EchoUpstream upstream = EchoUpstream.plain()) {
            ConfigDir config = new ConfigDir(folder).gateway("""
                            listeners: [{address: "127.0.0.1:0", protocol: http}]
                            admin: "off"
                            access_log: "off"
                            upstreams:
                              - {id: web, nodes: {"node.gatehouse.test:%s": 1}, keepalive_pool: {size: 0}}
                            routes: [{uri: "/*", upstream_id: web}]
                            """.replace("%s", Integer.toString(upstream.port())));
            List<String> line = new ArrayList<>(withHosts(hosts));
            assumeTrue(endsWell(line, "true"), "needs a mount namespace of its own");
            line.addAll(GatewayProcess.commandLine(
                    "run", "--config", config.gatewayYaml().toString()));
            try (GatewayProcess gateway = GatewayProcess.of(new ProcessBuilder(line))) {
                gateway.awaitLine(" ready ");
                assertThat(status(gateway)).isEqualTo(200);

                Files.writeString(hosts, "127.0.0.2 node.gatehouse.test\n"); // where nobody listens

                long begun = System.nanoTime();
                int status = 200;
                while (status == 200 && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(20)) {
                    status = status(gateway);
                }
                assertThat(status).isEqualTo(502);
            }
        }
    }

    private static int status(GatewayProcess gateway) throws Exception {
        return Http.get(gateway.address("HTTP"), "a.test", "/").status();
    }

    /** Runs what follows with this file as {@code /etc/hosts}, which nobody else sees. */
    private static List<String> withHosts(Path hosts) {
        return List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount --bind '" + hosts + "' /etc/hosts && exec \"$@\"",
                "sh");
    }

    private static boolean endsWell(List<String> line, String command) throws InterruptedException {
        List<String> whole = new ArrayList<>(line);
        whole.add(command);
        try {
            return new ProcessBuilder(whole).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
