// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;

/** Options that several commands have. */
final class Options {
    private Options() {}

    /** {@code --config FILE}. */
    static OptionSpec config() {
        return OptionSpec.builder("-c", "--config")
                .paramLabel("FILE")
                .type(Path.class)
                .defaultValue("conf/gateway.yaml")
                .description("The gateway.yaml to load (default: ${DEFAULT-VALUE}).")
                .build();
    }

    /** A switch without a value. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .defaultValue("false")
                .description(description)
                .build();
    }

    /** An option whose value is one of a few words. */
    static OptionSpec choice(String name, String defaultValue, String description) {
        return OptionSpec.builder(name)
                .paramLabel("WORD")
                .type(String.class)
                .defaultValue(defaultValue)
                .description(description + " (default: ${DEFAULT-VALUE}).")
                .build();
    }
}
