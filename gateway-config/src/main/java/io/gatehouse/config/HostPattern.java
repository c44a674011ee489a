// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Optional;

/**
 * A name in configuration: one name, {@code *.suffix}, or {@code *}.
 *
 * @param kind which of the three
 * @param name normalised as by {@link HostName}; for a wildcard the suffix without {@code *.}; "" for any name
 */
public record HostPattern(Kind kind, String name) {
    /** The pattern {@code *}. */
    public static final HostPattern ANY = new HostPattern(Kind.ANY, "");

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

    /** As configured, but normalised. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> name;
            case WILDCARD -> "*." + name;
            case ANY -> "*";
        };
    }

    /** What a pattern covers: one name, the names below a suffix, or every name. */
    public enum Kind {
        EXACT,
        WILDCARD,
        ANY
    }
}
