// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many things took how long, by upper bounds that are the same for all, and their sum. Thread-safe. */
public final class Histogram {
    /** In seconds; a last bucket takes what is longer. */
    static final List<String> BOUNDS = List.of(
            "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30",
            "60");

    private static final long[] BOUNDS_NANOS = BOUNDS.stream()
            .mapToLong(each -> new BigDecimal(each).movePointRight(9).longValueExact())
            .toArray();

    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS_NANOS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder sumNanos = new LongAdder();

    /** One more took so long. */
    void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sumNanos.add(nanos);
    }

    /** How many there are. */
    long count() {
        return Stream.of(buckets).mapToLong(LongAdder::sum).sum();
    }

    /** How many took at most as long as each bound, and last how many there are. */
    long[] upTo() {
        long[] counts = new long[buckets.length];
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += buckets[i].sum();
            counts[i] = sum;
        }
        return counts;
    }

    /** How long all of them took. */
    long sumNanos() {
        return sumNanos.sum();
    }
}
