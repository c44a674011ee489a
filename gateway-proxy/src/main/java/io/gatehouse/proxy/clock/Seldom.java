// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets what others can cause at will, such as a log line, happen only so often. Thread-safe. */
public final class Seldom {
    private final long everyNanos;
    private final AtomicLong nextAtNanos = new AtomicLong(System.nanoTime());

    private Seldom(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    /** At most once a second; the first time at once. */
    public static Seldom onceASecond() {
        return timesASecond(1);
    }

    /** At most so often in a second, evenly spread; the first time at once. */
    public static Seldom timesASecond(int times) {
        return new Seldom(TimeUnit.SECONDS.toNanos(1) / times);
    }

    /** Whether it may happen now; then not again for a while. */
    public boolean mayHappen() {
        long now = System.nanoTime();
        long next = nextAtNanos.get();
        return now - next >= 0 && nextAtNanos.compareAndSet(next, now + everyNanos);
    }
}
