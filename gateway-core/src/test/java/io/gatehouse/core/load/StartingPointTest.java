// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.tls.fixtures.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/}, which users copy: it loads as it is, with certificates of the names that its README promises. */
class StartingPointTest {
    private static final TestCa CA = TestCa.create("starting-point");
    private static final Path CONF = Path.of("../conf");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void loadsWithoutAProblem() throws IOException {
        copyYaml();
        ConfigDir copy = new ConfigDir(folder)
                .authority("ca", CA)
                .identity("server", CA.server("example.com", "*.example.com", "localhost", "127.0.0.1"))
                .identity("gateway-client", CA.client("gateway"));

        ConfigLoader.Result result = new ConfigLoader(copy.gatewayYaml(), Clock.systemUTC()).load();

        assertThat(result.problems().all()).isEmpty();
        GatewayConfig config = result.loaded().orElseThrow().config();
        assertThat(config.listeners()).hasSize(2);
        assertThat(config.ssls()).hasSize(3);
        assertThat(config.upstreams()).hasSize(3);
        assertThat(config.routes()).hasSize(3);
    }

    private void copyYaml() throws IOException {
        try (Stream<Path> files = Files.walk(CONF)) {
            List<Path> yaml =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            for (Path file : yaml) {
                Path copy = folder.resolve(CONF.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
