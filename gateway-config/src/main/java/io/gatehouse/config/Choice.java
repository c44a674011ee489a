// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words that a field may hold, and what each means, and words that are known elsewhere and not supported here. */
final class Choice<E> {
    private final Map<String, E> known = new LinkedHashMap<>();
    private final Map<String, String> notSupported = new HashMap<>();

    Choice<E> with(String word, E meaning) {
        known.put(word, meaning);
        return this;
    }

    /** Words that are refused, but not as misspelt, and what to do about them. */
    Choice<E> notSupported(String remedy, String... words) {
        for (String each : words) {
            notSupported.put(each, remedy);
        }
        return this;
    }

    /** What the word means; an unknown one is reported and yields {@code otherwise}. */
    E read(Text text, E otherwise) {
        E meaning = known.get(text.value());
        if (meaning != null) {
            return meaning;
        }
        String remedy = notSupported.get(text.value());
        if (remedy != null) {
            text.refuse("not supported in this version", words(), remedy);
        } else {
            text.refuse("unknown value", words(), Spelling.didYouMean(text.value(), known.keySet()));
        }
        return otherwise;
    }

    private String words() {
        return String.join(" | ", known.keySet());
    }
}
