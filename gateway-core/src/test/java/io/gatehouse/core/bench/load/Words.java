// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of {@code key=value} words behind a verb, such as {@code ok units=3 errors=0}: how the bench and its load talk. Values
 * have no blanks.
 *
 * @param verb the first word
 * @param values the others
 */
public record Words(String verb, Map<String, String> values) {
    public Words {
        values = Map.copyOf(values);
    }

    /** Words of a line; one without a value is an {@link IllegalArgumentException}. */
    public static Words of(String line) {
        String[] words = line.strip().split("\\s+", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + words[i] + "' in '" + line + "' (expected: key=value)");
            }
            values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Words(words[0], values);
    }

    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(verb + ": no " + key + " in " + values);
        }
        return value;
    }

    public String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    public long number(String key) {
        return Long.parseLong(text(key));
    }

    public double decimal(String key) {
        return Double.parseDouble(text(key));
    }
}
