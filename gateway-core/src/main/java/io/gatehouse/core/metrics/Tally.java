// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import java.util.EnumMap;
import java.util.concurrent.atomic.LongAdder;

/** A counter for every value of an enum. Thread-safe. */
public final class Tally<E extends Enum<E>> {
    private final EnumMap<E, LongAdder> counters;

    /** All of them 0. */
    public Tally(Class<E> values) {
        this.counters = new EnumMap<>(values);
        for (E each : values.getEnumConstants()) {
            counters.put(each, new LongAdder());
        }
    }

    /** Counts one more. */
    public void add(E value) {
        counter(value).increment();
    }

    /** How many there were. */
    public long count(E value) {
        return counter(value).sum();
    }

    private LongAdder counter(E value) {
        LongAdder counter = counters.get(value);
        if (counter == null) {
            throw new IllegalStateException("value: " + value + " (expected: one of the enum)");
        }
        return counter;
    }
}
