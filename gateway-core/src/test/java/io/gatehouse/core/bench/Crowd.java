// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that go on while a server reloads: some connect anew for each request, each time for another name, and some keep their
 * connection. They pause between requests, so that the machine is not full.
 */
final class Crowd implements AutoCloseable {
    private static final long PAUSE_NANOS = 4_000_000;

    private final int port;
    private final int names;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Sample sample = new Sample();
    private volatile boolean ended;

    /** What they saw in some time. */
    static final class Sample {
        final Latencies fresh = new Latencies();
        final Latencies kept = new Latencies();
    }

    Crowd(int port, int names) {
        this.port = port;
        this.names = names;
        start("fresh", this::fresh);
        start("kept", this::kept);
    }

    /** From now on durations go here. */
    void into(Sample next) {
        sample = next;
    }

    /** How many handshakes and requests failed so far. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try {
            for (Thread each : threads) {
                each.join();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while clients end");
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.start();
        threads.add(thread);
    }

    private void fresh() {
        while (!ended) {
            long begun = System.nanoTime();
            try (Visitor visitor =
                    new Visitor(port, Farm.name(ThreadLocalRandom.current().nextInt(names)))) {
                visitor.get();
                sample.fresh.add(System.nanoTime() - begun);
            } catch (IOException e) {
                failed(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void kept() {
        while (!ended) {
            try (Visitor visitor = new Visitor(port, Farm.name(0))) {
                for (int i = 0; i < 500 && !ended; i++) {
                    long begun = System.nanoTime();
                    visitor.get();
                    sample.kept.add(System.nanoTime() - begun);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void failed(IOException e) {
        if (failures.incrementAndGet() <= 3) {
            System.err.println("failed: " + e);
        }
    }
}
