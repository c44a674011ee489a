// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Options that several commands have. */
final class Options {
    private static final Pattern SECONDS = Pattern.compile("([1-9][0-9]{0,3})([sm])");

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

    /** An option whose value is any text; null if it is not given. */
    static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /** An option that names a file; null if it is not given. */
    static OptionSpec file(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("FILE")
                .type(Path.class)
                .description(description)
                .build();
    }

    /** {@code --admin HOST:PORT}. */
    static OptionSpec admin() {
        return OptionSpec.builder("--admin")
                .paramLabel("HOST:PORT")
                .type(String.class)
                .description("The admin listener to ask (default: admin.address of the configuration).")
                .build();
    }

    /** An option whose value is a time such as {@code 60s} or {@code 5m}, in whole seconds. */
    static OptionSpec seconds(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("TIME")
                .type(Duration.class)
                .converters(Options::toSeconds)
                .description(description)
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

    /** An option whose value is one of a few words, of which the first is the default. */
    static OptionSpec choice(String name, String description, List<String> words) {
        return OptionSpec.builder(name)
                .paramLabel("WORD")
                .type(String.class)
                .converters(value -> oneOf(words, value))
                .defaultValue(words.get(0))
                .description(description + ": " + String.join(", ", words) + " (default: ${DEFAULT-VALUE}).")
                .build();
    }

    /** A whole number of days, such as {@code 30} or {@code 30d}; null if it is not there. */
    static OptionSpec days(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("DAYS")
                .type(Duration.class)
                .converters(Options::asDays)
                .description(description)
                .build();
    }

    private static Duration asDays(String value) {
        if (!value.matches("[0-9]{1,5}d?")) {
            throw new CommandLine.TypeConversionException("'" + value + "' (expected: a number of days, such as 30d)");
        }
        return Duration.ofDays(Long.parseLong(value.replace("d", "")));
    }

    private static Duration toSeconds(String text) {
        Matcher time = SECONDS.matcher(text);
        if (!time.matches()) {
            throw new CommandLine.TypeConversionException("'" + text + "' (expected: a time such as 60s or 5m)");
        }
        long number = Long.parseLong(time.group(1));
        return time.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }

    private static String oneOf(List<String> words, String value) {
        if (!words.contains(value)) {
            throw new CommandLine.TypeConversionException(
                    "'" + value + "' (expected: " + String.join(", ", words) + ")");
        }
        return value;
    }
}
