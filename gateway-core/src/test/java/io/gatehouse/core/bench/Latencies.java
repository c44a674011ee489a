// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.util.Arrays;

/** Durations, and where most of them are. Any thread. */
public final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    public synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    public synchronized int count() {
        return count;
    }

    /** In milliseconds; not a number if there are none. */
    public synchronized double percentile(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(percent / 100 * count) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }
}
