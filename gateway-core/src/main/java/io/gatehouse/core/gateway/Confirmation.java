// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.Loaded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A reload that holds only if somebody confirms it in time; otherwise what ran before is given back. At most one is awaited. Reload
 * thread only, but for {@link #awaited}.
 */
final class Confirmation {
    /** Between attempts to go back. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Clock clock;
    private final LongSupplier running;
    private final Timer timer;
    private final Consumer<Loaded> back;
    private volatile @Nullable Instant until;
    private @Nullable Loaded before;
    private @Nullable Future<?> end;

    /**
     * Awaits nothing yet.
     *
     * @param running the generation that runs: one that awaits may become another by revocation lists alone
     * @param timer does the work on the reload thread
     * @param back gets what ran before, when nobody confirmed
     */
    Confirmation(Clock clock, LongSupplier running, Timer timer, Consumer<Loaded> back) {
        this.clock = clock;
        this.running = running;
        this.timer = timer;
        this.back = back;
    }

    /** What is awaited, and until when; any thread. */
    Optional<Awaited> awaited() {
        return Optional.ofNullable(until).map(this::awaited);
    }

    /**
     * A generation runs that nobody has confirmed.
     *
     * @param previous what to go back to
     * @throws IllegalStateException if another one is awaited
     */
    Awaited await(Loaded previous, Duration within) {
        if (until != null) {
            throw new IllegalStateException("awaited: until " + until + " (expected: one at a time)");
        }
        Instant last = clock.instant().plus(within);
        before = previous;
        end = timer.after(within, this::overdue);
        until = last;
        return awaited(last);
    }

    /** What ran before cannot run again yet: the same is tried again soon, unless somebody confirms. */
    Awaited again(Loaded previous) {
        return await(previous, AGAIN);
    }

    private Awaited awaited(Instant last) {
        return new Awaited(running.getAsLong(), last);
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
        if (previous == null) {
            return;
        }
        try {
            back.accept(previous);
        } catch (RuntimeException | Error e) { // a fault of ours, by which what there is to go back to must not be lost
            if (before == null) {
                again(previous);
            }
            throw e;
        }
    }

    private @Nullable Loaded settle() {
        Loaded previous = before;
        before = null;
        end = null;
        until = null;
        return previous;
    }

    /** Does something on the reload thread, later. */
    interface Timer {
        /** Cancelling what is returned takes it back. */
        Future<?> after(Duration delay, Runnable work);
    }
}
