// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads configurations that stand in tests. */
final class Reading {
    /** A listener, without which nothing loads. */
    static final String LISTENER = "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\n";

    static final Path GATEWAY = Path.of("conf/gateway.yaml");

    private Reading() {}

    /** The configuration, which must have no errors. A listener is added. */
    static GatewayConfig config(String yaml) {
        ConfigReader.Loaded loaded = load(MemoryFiles.of(LISTENER + yaml), Map.of());
        return loaded.config()
                .orElseThrow(() -> new AssertionError(loaded.problems().all()));
    }

    /** First lines of all problems. A listener is added; so the text begins in line 2. */
    static List<String> problems(String yaml) {
        return load(MemoryFiles.of(LISTENER + yaml), Map.of()).problems().all().stream()
                .map(problem -> problem.toString().lines().findFirst().orElse(""))
                .toList();
    }

    static ConfigReader.Loaded load(FileSource files, Map<String, String> environment) {
        UnaryOperator<@Nullable String> variables = environment::get;
        return new ConfigReader(files, variables).read(GATEWAY);
    }
}
