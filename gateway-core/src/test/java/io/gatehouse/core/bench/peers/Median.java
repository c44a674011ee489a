// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The middle of some figures. */
final class Median {
    private Median() {}

    /** Of what {@code figure} says of each; the mean of both in the middle if their count is even, not a number if there is none. */
    static <T> double of(Collection<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
