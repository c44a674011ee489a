// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer runs first. */
class DemoIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void showsEveryPathAndEndsWithZero() throws Exception {
        Finished finished = GatewayProcess.run(folder, "demo", "--check");

        assertThat(finished.out().lines().filter(line -> line.startsWith("  ok  ")))
                .hasSize(7);
        assertThat(finished.out()).contains("Everything as it must be.").doesNotContain("  !!  ");
        assertThat(finished.err()).isEmpty();
        assertThat(finished.exitCode()).isZero();
        assertThat(folder.resolve("gateway.yaml")).doesNotExist();
    }
}
