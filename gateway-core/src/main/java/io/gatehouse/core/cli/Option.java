// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One option of a command: what its help says, and its value, which is the default until {@link Arguments} gives another.
 *
 * @param <T> type of the value; an {@code Optional} if the option may be absent
 */
final class Option<T> {
    private final @Nullable String letter;
    private final String name;
    private final @Nullable String label;
    private final String description;
    private final Function<String, T> reading;
    private T value;

    /**
     * Made by {@link Options}.
     *
     * @param letter such as {@code -c}; null for none
     * @param name such as {@code --config}
     * @param label what the help shows for the value; null for a switch, which has none
     * @param reading makes the value of the text that is given, the name in case of a switch; throws an
     *     {@code IllegalArgumentException} that says what is expected
     */
    Option(
            @Nullable String letter,
            String name,
            @Nullable String label,
            String description,
            Function<String, T> reading,
            T byDefault) {
        this.letter = letter;
        this.name = name;
        this.label = label;
        this.description = description;
        this.reading = reading;
        this.value = byDefault;
    }

    @Nullable
    String letter() {
        return letter;
    }

    String name() {
        return name;
    }

    @Nullable
    String label() {
        return label;
    }

    String description() {
        return description;
    }

    T value() {
        return value;
    }

    void read(String text) {
        value = reading.apply(text);
    }
}
