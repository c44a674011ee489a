// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a configuration: {@code gateway.yaml}, its resource files, and what must hold between them. */
public final class ConfigReader {
    private final FileSource files;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Reads nothing yet.
     *
     * @param files where files come from
     * @param environment name of a variable to its value, or null if it is not set
     */
    public ConfigReader(FileSource files, UnaryOperator<@Nullable String> environment) {
        this.files = files;
        this.environment = environment;
    }

    /** Reads everything that belongs to the file. Never fails on bad input: whatever is wrong is among the problems. */
    public Loaded read(Path gatewayYaml) {
        Problems problems = new Problems();
        problems.error(
                Location.startOf(gatewayYaml.toString()), "", "nothing read yet", "" + files + environment, "", "");
        return new Loaded(Optional.empty(), problems);
    }

    /**
     * The result of reading.
     *
     * @param config empty if and only if there are errors
     * @param problems errors and warnings of all files
     */
    public record Loaded(Optional<GatewayConfig> config, Problems problems) {}
}
