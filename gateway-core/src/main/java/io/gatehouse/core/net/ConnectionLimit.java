// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many accepted connections may be open at once, over all listeners. Thread-safe. */
public final class ConnectionLimit {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final CompletableFuture<Void> none = new CompletableFuture<>();
    private final ClientLimit perClient = new ClientLimit();
    private volatile int most;
    private volatile boolean ending;

    /** Allows so many, at least 1. */
    public ConnectionLimit(int most) {
        this.most = most;
    }

    /** Changes the limit; connections that are open already stay. */
    public void most(int connections) {
        most = connections;
    }

    /** The limit. */
    public int most() {
        return most;
    }

    /** The limit for each client. */
    public ClientLimit perClient() {
        return perClient;
    }

    /** Connections that are open now. */
    public int open() {
        return open.get();
    }

    /** Connections accepted since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections closed at accept since the start, because the limit was reached. */
    public long refused() {
        return refused.sum();
    }

    /** Completes as soon as no connection is open; for the end of the process, when no more are accepted. */
    public CompletableFuture<Void> none() {
        ending = true;
        if (open.get() == 0) {
            none.complete(null);
        }
        return none;
    }

    /** Counts one more connection if the limit allows it; else counts a refusal. */
    boolean admit() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        accepted.increment();
        return true;
    }

    /** A connection that was admitted is closed. */
    void closed() {
        if (open.decrementAndGet() == 0 && ending) {
            none.complete(null);
        }
    }
}
