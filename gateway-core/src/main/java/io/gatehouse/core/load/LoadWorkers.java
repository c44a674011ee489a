// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.Workers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A thread for each processor, for as long as there is something to do. */
final class LoadWorkers implements Workers {
    private final int most;

    /** {@code most}: at least 1. */
    LoadWorkers(int most) {
        this.most = most;
    }

    @Override
    public <T, R> List<R> map(List<T> items, Function<T, R> work) {
        int threads = Math.min(most, items.size());
        if (threads <= 1) {
            return NONE.map(items, work);
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, LoadWorkers::thread);
        try {
            List<Future<R>> running = pool.invokeAll(items.stream()
                    .map(item -> (Callable<R>) () -> work.apply(item))
                    .toList());
            return running.stream().map(LoadWorkers::result).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static <R> R result(Future<R> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading", e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "gatehouse-load");
        thread.setDaemon(true);
        return thread;
    }
}
