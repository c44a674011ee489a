// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reloads on a thread of its own, one at a time. Whatever asks for one while another runs gets one more run, the same
 * for all who asked meanwhile: it sees every file as it was when they asked, or newer.
 */
final class Reloader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reloader.class);

    private static final int MOST_CALLS = 8;

    private final Supplier<ReloadOutcome> reload;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, Reloader::thread);
    private final List<Recurring> recurring = new ArrayList<>();
    private final Queue<CompletableFuture<?>> calls =
            new ArrayDeque<>(); // that have not begun, in the order in which they will
    private @Nullable CompletableFuture<ReloadOutcome> waiting;

    /** {@code reload} does the work; only ever called on the thread of this object. */
    Reloader(Supplier<ReloadOutcome> reload) {
        this.reload = reload;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
    }

    /**
     * From now on does {@code work} on the thread of reloads again and again, pausing for as long as {@code pause} says then; zero
     * means never.
     */
    synchronized void between(Runnable work, Supplier<Duration> pause) {
        recurring.add(new Recurring(work, pause));
        plan();
    }

    /** Does {@code work} on the thread of reloads again and again, pausing so long. */
    void every(Duration howLong, Runnable work) {
        long nanos = howLong.toNanos();
        Future<?> unused = thread.scheduleWithFixedDelay(() -> runGuarded(work), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Asks for a reload; from any thread. The result is that of a run that began after this call; it fails with {@link
     * RejectedExecutionException} if this object is closed before it begins.
     */
    synchronized CompletableFuture<ReloadOutcome> trigger() {
        if (thread.isShutdown()) {
            return ended();
        }
        if (waiting == null) {
            waiting = new CompletableFuture<>();
            thread.execute(this::run);
        }
        return waiting;
    }

    /**
     * Does something else on the thread of reloads; from any thread.
     *
     * @return what came of it; fails with {@link RejectedExecutionException} if too much waits already, or this object is closed
     *     before it begins
     */
    <T> CompletableFuture<T> call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            if (thread.isShutdown()) {
                return ended();
            }
            if (calls.size() == MOST_CALLS) {
                return CompletableFuture.failedFuture(new RejectedExecutionException("busy: too much waits already"));
            }
            calls.add(result);
            thread.execute(() -> run(work, result));
        }
        return result;
    }

    /** Does something on the thread of reloads later, or never if this object is closed before that; from any thread. */
    synchronized Future<?> after(Duration delay, Runnable work) {
        if (thread.isShutdown()) {
            return new CompletableFuture<>();
        }
        Runnable planned = () -> {
            runGuarded(work);
            plan(); // a rollback may bring other pauses
        };
        return thread.schedule(planned, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets a run that has begun end; begins none any more, and whoever waits for one is told. */
    @Override
    public void close() {
        List<CompletableFuture<?>> left = new ArrayList<>();
        synchronized (this) {
            thread.shutdown();
            left.addAll(calls);
            calls.clear();
            if (waiting != null) {
                left.add(waiting);
                waiting = null;
            }
        }
        left.forEach(each -> each.completeExceptionally(ending()));
    }

    private static <T> CompletableFuture<T> ended() {
        return CompletableFuture.failedFuture(ending());
    }

    private static RejectedExecutionException ending() {
        return new RejectedExecutionException("the gateway is ending");
    }

    private void run() {
        CompletableFuture<ReloadOutcome> asked = take();
        if (asked == null) {
            return; // closed meanwhile
        }
        try {
            asked.complete(reload.get());
        } catch (RuntimeException | Error e) {
            log.error("reload failed", e); // a fault of ours: what ran before goes on
            asked.completeExceptionally(e);
        }
        plan();
    }

    private <T> void run(Supplier<T> work, CompletableFuture<T> result) {
        synchronized (this) {
            calls.poll(); // this one
        }
        if (result.isDone()) {
            return; // closed meanwhile
        }
        try {
            result.complete(work.get());
        } catch (RuntimeException | Error e) {
            log.error("what was asked for between reloads failed", e); // a fault of ours: what ran before goes on
            result.completeExceptionally(e);
        }
        plan();
    }

    private void run(Recurring each) {
        runGuarded(each.work());
        synchronized (this) {
            each.done();
            plan();
        }
    }

    private static void runGuarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("what is done between reloads failed", e); // a fault of ours: what ran before goes on
        }
    }

    private synchronized void plan() {
        recurring.forEach(each -> each.plan(thread, () -> run(each)));
    }

    private synchronized @Nullable CompletableFuture<ReloadOutcome> take() {
        CompletableFuture<ReloadOutcome> asked = waiting;
        waiting = null;
        return asked;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "gatehouse-reload");
        thread.setDaemon(true);
        return thread;
    }
}
