// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import java.util.function.LongSupplier;

/**
 * Watches a body come in: no gap may be longer than a timeout, and from its first octet on it may not come slower than a rate.
 *
 * <p>Only the time between {@link #await} and {@link #pause} counts, in which nobody but the sender is waited for. A part costs
 * some additions: the deadline is one that others use too. Event loop only.
 */
public final class BodyClock {
    private final Deadline deadline;
    private final LongSupplier nanoTime;
    private final Patience patience = new Patience();

    private long gapNanos;
    private long lastPartAtNanos;
    private long waitingSinceNanos;
    private boolean waiting;
    private boolean begun;

    /** @param deadline moved by this clock while it waits, and cleared when it pauses */
    public BodyClock(Deadline deadline, LongSupplier nanoTime) {
        this.deadline = deadline;
        this.nanoTime = nanoTime;
    }

    /**
     * A body is to come; call {@link #await} when somebody can take it.
     *
     * @param timeoutNanos longest gap, and the most that a fast sender can save up
     * @param octetsPerSecond least rate; 0 for none
     */
    public void begin(long timeoutNanos, long octetsPerSecond) {
        gapNanos = timeoutNanos;
        patience.begin(octetsPerSecond, timeoutNanos);
        begun = false;
        waiting = false;
    }

    /** The sender is waited for, from now on. Does nothing if it is already. */
    public void await() {
        if (!waiting) {
            waiting = true;
            long now = nanoTime.getAsLong();
            lastPartAtNanos = now;
            waitingSinceNanos = now;
            set();
        }
    }

    /** Somebody else is waited for, or the body is complete. */
    public void pause() {
        if (waiting) {
            waiting = false;
            waited(nanoTime.getAsLong());
            deadline.clear();
        }
    }

    /** A part came, perhaps an empty one. */
    public void received(int octets) {
        if (waiting) {
            long now = nanoTime.getAsLong();
            waited(now);
            lastPartAtNanos = now;
        }
        begun |= octets > 0;
        patience.earned(octets);
        if (waiting) {
            set();
        }
    }

    /** Once the deadline has come: whether it was for the rate, and not for the gap. */
    public boolean isTooSlow() {
        return nanoTime.getAsLong() - lastPartAtNanos < gapNanos;
    }

    private void waited(long now) {
        if (begun) {
            patience.waited(now - waitingSinceNanos);
        }
        waitingSinceNanos = now;
    }

    private void set() {
        deadline.in(begun ? Math.min(gapNanos, Math.max(0, patience.leftNanos())) : gapNanos);
    }
}
