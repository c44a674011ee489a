// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of options, and those that several commands have. */
final class Options {
    private static final String CONFIG = "conf/gateway.yaml";
    private static final Duration MOST_SECONDS = Duration.ofHours(1);

    private Options() {}

    /** {@code --config FILE}. */
    static Option<Path> config() {
        String description = "The gateway.yaml to load (default: " + CONFIG + ").";
        return new Option<>("-c", "--config", "FILE", description, Options::toFile, Path.of(CONFIG));
    }

    /** {@code --admin HOST:PORT}. */
    static Option<Optional<String>> admin() {
        return text("--admin", "HOST:PORT", "The admin listener to ask (default: admin.address of the configuration).");
    }

    /** {@code --help}. */
    static Option<Boolean> help() {
        return new Option<>("-h", "--help", null, "Show this help.", name -> true, false);
    }

    /** An option whose value is any text, even an empty one. */
    static Option<Optional<String>> text(String name, String label, String description) {
        return new Option<>(null, name, label, description, Optional::of, Optional.empty());
    }

    /** An option that names a file. */
    static Option<Optional<Path>> file(String name, String description) {
        return new Option<>(null, name, "FILE", description, text -> Optional.of(toFile(text)), Optional.empty());
    }

    /** An option that names a file, or what runs, which is the default: no path. */
    static Option<Optional<Path>> runningOrFile(String name, String description) {
        return new Option<>(
                null,
                name,
                "running|FILE",
                description,
                text -> text.equals("running") ? Optional.empty() : Optional.of(toFile(text)),
                Optional.empty());
    }

    /** A switch without a value. */
    static Option<Boolean> flag(String name, String description) {
        return new Option<>(null, name, null, description, text -> true, false);
    }

    /** An option whose value is one of a few words, of which the first is the default. */
    static Option<String> choice(String name, String description, List<String> words) {
        return choice(name, description, words, word -> word);
    }

    /** {@code --format text} or {@code json}: whether it is {@code json}. */
    static Option<Boolean> json(String description) {
        return choice("--format", description, List.of("text", "json"), "json"::equals);
    }

    private static <T> Option<T> choice(
            String name, String description, List<String> words, Function<String, T> meaning) {
        String whole = description + ": " + String.join(", ", words) + " (default: " + words.get(0) + ").";
        Function<String, T> reading = text -> meaning.apply(oneOf(words, text));
        return new Option<>(null, name, "WORD", whole, reading, meaning.apply(words.get(0)));
    }

    /** An option whose value is a time such as {@code 60s} or {@code 5m}, in whole seconds, an hour at most. */
    static Option<Optional<Duration>> seconds(String name, String description) {
        return new Option<>(null, name, "TIME", description, Options::toSeconds, Optional.empty());
    }

    /** An option whose value is a whole number of days, such as {@code 30} or {@code 30d}. */
    static Option<Optional<Duration>> days(String name, String description) {
        return new Option<>(null, name, "DAYS", description, Options::toDays, Optional.empty());
    }

    private static String oneOf(List<String> words, String text) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + String.join(", ", words) + ")");
        }
        return text;
    }

    /** The path of nothing would be the folder that the process was started in. */
    private static Path toFile(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'' (expected: a file)");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) { // its words are for programmers
            throw new IllegalArgumentException(
                    "'" + text
                            + "' (expected: a path in characters that the locale has; with LC_ALL=C.UTF-8 it has all)",
                    e);
        }
    }

    private static Optional<Duration> toSeconds(String text) {
        if (!text.matches("[1-9][0-9]{0,3}[smh]")) {
            throw new IllegalArgumentException("'" + text + "' (expected: a time such as 60s or 5m)");
        }
        int last = text.length() - 1;
        long number = Long.parseLong(text.substring(0, last));
        Duration time = switch (text.charAt(last)) {
            case 'h' -> Duration.ofHours(number);
            case 'm' -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
        if (time.compareTo(MOST_SECONDS) > 0) {
            throw new IllegalArgumentException("'" + text + "' (expected: an hour at most)");
        }
        return Optional.of(time);
    }

    private static Optional<Duration> toDays(String text) {
        if (!text.matches("[0-9]{1,5}d?")) {
            throw new IllegalArgumentException("'" + text + "' (expected: a number of days, such as 30d)");
        }
        return Optional.of(Duration.ofDays(Long.parseLong(text.replace("d", ""))));
    }
}
