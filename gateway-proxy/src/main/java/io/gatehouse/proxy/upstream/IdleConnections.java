// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.KeepalivePoolConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one upstream on one event loop, the longest idle first.
 *
 * <p>They are taken from the other end: the connection used last is the one least likely to be closed by its peer, and the
 * surplus after a peak ages undisturbed.
 */
final class IdleConnections {
    private record Idle(Http1Upstream connection, long closeAtNanos) {}

    private final KeepalivePoolConfig config;
    private final Deque<Idle> connections = new ArrayDeque<>();
    private final UpstreamCounters counters;
    private int counted;

    IdleConnections(KeepalivePoolConfig config, UpstreamCounters counters) {
        this.config = config;
        this.counters = counters;
    }

    /** How many are kept, and for how long. */
    KeepalivePoolConfig config() {
        return config;
    }

    @Nullable
    Http1Upstream take(ConnectionKey key) {
        Http1Upstream taken = takeOut(key);
        count();
        return taken;
    }

    private @Nullable Http1Upstream takeOut(ConnectionKey key) {
        for (Iterator<Idle> newestFirst = connections.descendingIterator(); newestFirst.hasNext(); ) {
            Http1Upstream connection = newestFirst.next().connection();
            if (connection.key().equals(key)) {
                newestFirst.remove();
                if (connection.isAlive()) {
                    return connection;
                }
            }
        }
        return null;
    }

    /** Keeps a connection; if these are too many, the longest idle one is closed. */
    void add(Http1Upstream connection, long nowNanos) {
        connections.addLast(new Idle(connection, nowNanos + config.idleTimeout().toNanos()));
        while (connections.size() > config.size()) {
            connections.removeFirst().connection().close();
        }
        count();
    }

    void remove(Http1Upstream connection) {
        connections.removeIf(idle -> idle.connection() == connection);
        count();
    }

    void closeUnless(Predicate<ConnectionKey> wanted) {
        close(idle -> !wanted.test(idle.connection().key()));
    }

    /** Nanoseconds until the longest idle one is due. */
    long firstDueIn(long nowNanos) {
        return connections.getFirst().closeAtNanos() - nowNanos;
    }

    void closeFirst() {
        connections.removeFirst().connection().close();
        count();
    }

    /** Closes what is due; returns the nanoseconds until the next one is, or {@link Long#MAX_VALUE}. */
    long closeExpired(long nowNanos) {
        close(idle -> idle.closeAtNanos() - nowNanos <= 0);
        return connections.stream()
                .mapToLong(idle -> idle.closeAtNanos() - nowNanos)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void close(Predicate<Idle> due) {
        for (Iterator<Idle> all = connections.iterator(); all.hasNext(); ) {
            Idle idle = all.next();
            if (due.test(idle)) {
                all.remove();
                idle.connection().close();
            }
        }
        count();
    }

    private void count() {
        counters.idleChanged(connections.size() - counted);
        counted = connections.size();
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    int size() {
        return connections.size();
    }
}
