// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A point in time at which something happens unless it is moved or cleared before. Event loop only.
 *
 * <p>Moving it later, as every request does, is one field write: the one task that is scheduled looks at the field when it
 * runs, and goes to sleep again for the rest.
 */
public final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final Runnable expired;

    private long atNanos = NONE;
    private long scheduledAtNanos = NONE;
    private @Nullable ScheduledFuture<?> task;

    /** @param expired runs on the loop, once for each {@link #in} that is neither moved nor cleared in time */
    public Deadline(EventLoop loop, LongSupplier nanoTime, Runnable expired) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.expired = expired;
    }

    /** Sets or moves the deadline: so many nanoseconds from now. */
    public void in(long nanos) {
        long now = nanoTime.getAsLong();
        atNanos = now + nanos;
        if (task == null || scheduledAtNanos - atNanos > 0) {
            schedule(nanos);
        }
    }

    public boolean isSet() {
        return atNanos != NONE;
    }

    /** Nothing will happen. */
    public void clear() {
        atNanos = NONE;
    }

    /** Nothing will happen any more, and no task is left behind. */
    public void cancel() {
        atNanos = NONE;
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private void schedule(long nanos) {
        if (task != null) {
            task.cancel(false);
        }
        scheduledAtNanos = atNanos;
        task = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        task = null;
        if (atNanos == NONE) {
            return;
        }
        long left = atNanos - nanoTime.getAsLong();
        if (left > 0) {
            schedule(left);
        } else {
            atNanos = NONE;
            expired.run();
        }
    }
}
