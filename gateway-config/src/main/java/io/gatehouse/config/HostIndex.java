// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a name: by the exact name, else by the wildcard one label up, else by {@code *}. Immutable.
 *
 * <p>A look-up costs at most two hash look-ups whatever the number of names, and stores nothing.
 */
public final class HostIndex<T> {
    private final Map<String, Match<T>> exact;
    private final Map<String, Match<T>> wildcard;
    private final @Nullable Match<T> any;

    private HostIndex(Builder<T> builder) {
        exact = builder.exact; // a hundred thousand names need not be copied: nothing is added any more
        wildcard = builder.wildcard;
        any = builder.any;
    }

    /** An index to be filled. */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /**
     * Looks a name up.
     *
     * @param normalizedName as made by {@link HostName#normalize}
     */
    public Optional<Match<T>> find(String normalizedName) {
        Match<T> found = exact.get(normalizedName);
        if (found == null) {
            int dot = normalizedName.indexOf('.');
            found = dot < 1 ? null : wildcard.get(normalizedName.substring(dot + 1));
        }
        return Optional.ofNullable(found == null ? any : found);
    }

    /** Everything that covers a name, most specific first: what {@link #find} answers, then what it comes before. */
    public List<Match<T>> findAll(String normalizedName) {
        int dot = normalizedName.indexOf('.');
        Match<T> wider = dot < 1 ? null : wildcard.get(normalizedName.substring(dot + 1));
        return Stream.of(exact.get(normalizedName), wider, any)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** The value found and the pattern that it was found by. */
    public record Match<T>(HostPattern pattern, T value) {}

    /** Collects the patterns of an index. */
    public static final class Builder<T> {
        private final Map<String, Match<T>> exact = new HashMap<>();
        private final Map<String, Match<T>> wildcard = new HashMap<>();
        private @Nullable Match<T> any;

        private Builder() {}

        /**
         * Adds a pattern.
         *
         * @throws IllegalArgumentException if the pattern is there already: the reader refuses such configurations
         */
        public Builder<T> add(HostPattern pattern, T value) {
            Match<T> match = new Match<>(pattern, value);
            Match<T> before = switch (pattern.kind()) {
                case EXACT -> exact.putIfAbsent(pattern.name(), match);
                case WILDCARD -> wildcard.putIfAbsent(pattern.name(), match);
                case ANY -> any;
            };
            Insist.that(before == null, "pattern: '%s' (expected: once)", pattern);
            if (pattern.kind() == HostPattern.Kind.ANY) {
                any = match;
            }
            return this;
        }

        /** The index of everything added so far; to be called once, at the end. */
        public HostIndex<T> build() {
            return new HostIndex<>(this);
        }
    }
}
