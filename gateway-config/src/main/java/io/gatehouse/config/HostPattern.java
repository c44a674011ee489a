// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name in configuration: one name, {@code *.suffix}, or {@code *}.
 *
 * @param kind which of the three
 * @param name normalised as by {@link HostName}; for a wildcard the suffix without {@code *.}; "" for any name
 */
public record HostPattern(Kind kind, String name) {
    /** The pattern {@code *}. */
    public static final HostPattern ANY = new HostPattern(Kind.ANY, "");

    private static final String NO_LABEL = "?";

    public HostPattern {
        Insist.that((kind == Kind.ANY) == name.isEmpty(), "name: '%s' (expected: for names and wildcards only)", name);
    }

    /** Reads a pattern; empty if it is not one, for instance because {@code *} is not the whole first label. */
    public static Optional<HostPattern> parse(String text) {
        if (text.equals("*")) {
            return Optional.of(ANY);
        }
        boolean wildcard = text.startsWith("*.");
        Optional<String> name = HostName.normalize(wildcard ? text.substring(2) : text);
        if (name.isEmpty() || (wildcard && IpLiteral.parse(name.get()) != null)) {
            return Optional.empty();
        }
        return Optional.of(new HostPattern(wildcard ? Kind.WILDCARD : Kind.EXACT, name.get()));
    }

    /** A name that it covers and nothing more specific does: of a wildcard, and of {@code *}, one with a label that no host name has. */
    public String probe() {
        return switch (kind) {
            case EXACT -> name;
            case WILDCARD -> NO_LABEL + "." + name;
            case ANY -> NO_LABEL;
        };
    }

    /** As configured, but normalised. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> name;
            case WILDCARD -> "*." + name;
            case ANY -> "*";
        };
    }

    /** Reads a pattern; null if the text is none, which is reported. */
    static @Nullable HostPattern read(Text text) {
        Optional<HostPattern> pattern = parse(text.value());
        if (pattern.isEmpty()) {
            String value = text.value();
            String remedy = "";
            if (value.indexOf('*') >= 0) {
                remedy = "'*' is the whole first label, as in *.example.com, or the whole name";
            } else if (value.indexOf(':') >= 0) {
                remedy = "write the name alone, without scheme and port";
            } else if (value.codePoints().anyMatch(c -> c > 127)) {
                remedy = "write the name in its xn-- form";
            }
            text.refuse("not a host name", "a name such as shop.example.com, or *.example.com, or *", remedy);
        }
        return pattern.orElse(null);
    }

    /** What a pattern covers: one name, the names below a suffix, or every name. */
    public enum Kind {
        EXACT,
        WILDCARD,
        ANY
    }
}
