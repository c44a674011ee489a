// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The words that a field may hold, and what each means; and words that a later version will know. */
final class Choice<E> {
    private final Map<String, E> known = new LinkedHashMap<>();
    private final Set<String> later = new LinkedHashSet<>();

    Choice<E> with(String word, E meaning) {
        known.put(word, meaning);
        return this;
    }

    /** Words that are refused, but not as misspelt. */
    Choice<E> later(String... words) {
        later.addAll(Set.of(words));
        return this;
    }

    /** What the word means; an unknown one is reported and yields {@code otherwise}. */
    E read(Text text, E otherwise) {
        E meaning = known.get(text.value());
        if (meaning != null) {
            return meaning;
        }
        if (later.contains(text.value())) {
            text.refuse("not supported in this version", words(), "");
        } else {
            text.refuse("unknown value", words(), Spelling.didYouMean(text.value(), known.keySet()));
        }
        return otherwise;
    }

    private String words() {
        return String.join(" | ", known.keySet());
    }
}
