// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.Loaded;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reload that holds only if somebody confirms it in time; otherwise what ran before is given back. At most one is awaited. Reload
 * thread only, but for {@link #awaited}.
 */
final class Confirmation {
    private final Clock clock;
    private final Timer timer;
    private final Consumer<Loaded> back;
    private volatile @Nullable Awaited awaited;
    private @Nullable Loaded before;
    private @Nullable Future<?> end;

    /**
     * Awaits nothing yet.
     *
     * @param timer does the work on the reload thread
     * @param back gets what ran before, when nobody confirmed
     */
    Confirmation(Clock clock, Timer timer, Consumer<Loaded> back) {
        this.clock = clock;
        this.timer = timer;
        this.back = back;
    }

    /** What is awaited, and until when; any thread. */
    Optional<Awaited> awaited() {
        return Optional.ofNullable(awaited);
    }

    /**
     * A generation runs that nobody has confirmed.
     *
     * @param previous what to go back to
     * @throws IllegalStateException if another one is awaited
     */
    Awaited await(Loaded previous, long generation, Duration within) {
        if (awaited != null) {
            throw new IllegalStateException("awaited: " + awaited + " (expected: one at a time)");
        }
        Awaited now = new Awaited(generation, clock.instant().plus(within));
        before = previous;
        end = timer.after(within, this::overdue);
        awaited = now;
        return now;
    }

    /** It holds. False if nothing was awaited, or not any more. */
    boolean confirm() {
        if (end != null) {
            end.cancel(false);
        }
        return settle() != null;
    }

    private void overdue() {
        Loaded previous = settle();
        if (previous != null) {
            back.accept(previous);
        }
    }

    private @Nullable Loaded settle() {
        Loaded previous = before;
        before = null;
        end = null;
        awaited = null;
        return previous;
    }

    /** Does something on the reload thread, later. */
    interface Timer {
        /** Cancelling what is returned takes it back. */
        Future<?> after(Duration delay, Runnable work);
    }
}
