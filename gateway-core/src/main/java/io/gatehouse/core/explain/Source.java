// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import java.nio.file.Path;
import java.time.Instant;

/** Where a snapshot comes from: the first step of every explanation, because files and what runs may differ. */
public record Source(Step step) {
    /** Loaded from files just now, to be explained and nothing else. */
    public static Source files(Path gatewayYaml) {
        return new Source(new Facts("source")
                .with("kind", "files")
                .with("file", gatewayYaml.toString())
                .says("the files of " + gatewayYaml + " as they are now (what runs: --live)"));
    }

    /** Serves since {@code loadedAt}. */
    public static Source running(GatewaySnapshot snapshot, Instant loadedAt) {
        return new Source(new Facts("source")
                .with("kind", "running")
                .with("file", snapshot.config().file().toString())
                .with("generation", snapshot.generation())
                .with("loaded_at", loadedAt.toString())
                .says("generation " + snapshot.generation() + " of the running gateway ("
                        + snapshot.config().file() + "), loaded at " + loadedAt));
    }
}
