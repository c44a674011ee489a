// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.SslIndex;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many handshakes each ssl object has served, and when the last one was. By id, so that it goes on over reloads; an object that
 * was never asked for costs nothing, and what clients send is never a key. Thread-safe: event loops count, others read.
 */
public final class SslUsage {
    private final ConcurrentHashMap<String, Counter> byId = new ConcurrentHashMap<>();

    /** One more handshake has succeeded. */
    void served(String ssl, long nowMillis) {
        Counter counter = byId.get(ssl); // without a lambda: it is there but for the first time
        if (counter == null) {
            counter = byId.computeIfAbsent(ssl, unused -> new Counter());
        }
        counter.handshakes.increment();
        counter.lastMillis = nowMillis;
    }

    /** Lets go of objects that are neither served any more nor quarantined, from where they come back. */
    public void retainOnly(SslIndex index) {
        Set<String> quarantined =
                index.quarantined().stream().map(Quarantined::id).collect(Collectors.toSet());
        byId.keySet().removeIf(ssl -> index.byId(ssl) == null && !quarantined.contains(ssl));
    }

    /** How many handshakes the object has served since it is there. */
    public long handshakes(String ssl) {
        Counter counter = byId.get(ssl);
        return counter == null ? 0 : counter.handshakes.sum();
    }

    /** When the object served its last handshake; empty if it never did. */
    public Optional<Instant> last(String ssl) {
        @Nullable Counter counter = byId.get(ssl);
        long millis = counter == null ? 0 : counter.lastMillis;
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static final class Counter {
        final LongAdder handshakes = new LongAdder();
        volatile long lastMillis;
    }
}
