// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that is done again and again, with a pause that a reload may change. Guarded by its owner. */
final class Recurring {
    private final Runnable work;
    private final Supplier<Duration> pause;
    private Duration planned = Duration.ZERO;
    private @Nullable Future<?> next;

    /** Plans nothing yet. {@code pause} is asked each time; zero means never. */
    Recurring(Runnable work, Supplier<Duration> pause) {
        this.work = work;
        this.pause = pause;
    }

    Runnable work() {
        return work;
    }

    /** It was done: the next time is a pause away. */
    void done() {
        next = null;
    }

    /** Sees to it that it will be done. What is planned already stays, unless the pause is another one now. */
    void plan(ScheduledThreadPoolExecutor thread, Runnable run) {
        Duration wanted = pause.get();
        if (next != null && wanted.equals(planned)) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        planned = wanted;
        next = wanted.isZero() || thread.isShutdown()
                ? null
                : thread.schedule(run, wanted.toNanos(), TimeUnit.NANOSECONDS);
    }
}
