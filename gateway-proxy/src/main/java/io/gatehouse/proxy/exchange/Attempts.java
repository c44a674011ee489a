// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.NodeConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.upstream.ConnectionKey;
import io.gatehouse.proxy.upstream.Lease;
import io.gatehouse.proxy.upstream.LoopPools;
import io.gatehouse.proxy.upstream.Terms;
import io.gatehouse.proxy.upstream.Upstream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The search of one exchange for a connection: which node is next, and whether there is a next one.
 *
 * <p>Each attempt goes to another node; {@code retries} and {@code retry_timeout} bound them. Event loop only.
 */
final class Attempts {
    private final LoopPools pools;
    private final Upstream upstream;
    private final Terms terms;
    private final RequestHead head;
    private final Journal journal;
    private final LongSupplier nanoTime;
    private final long startedAtNanos;

    private Set<NodeConfig> tried = Set.of();
    private @Nullable ConnectionKey key;
    private String host = "";
    private @Nullable Runnable cancel;
    private int asked; // attempts begun
    private int answered; // of them, how many their lease answered

    Attempts(
            LoopPools pools, Upstream upstream, Terms terms, RequestHead head, Journal journal, LongSupplier nanoTime) {
        this.pools = pools;
        this.upstream = upstream;
        this.terms = terms;
        this.head = head;
        this.journal = journal;
        this.nanoTime = nanoTime;
        this.startedAtNanos = nanoTime.getAsLong();
    }

    /** The request as it goes to the upstream. */
    RequestHead head() {
        return head;
    }

    /** How long a tunnel may lie idle: {@code timeout.read}, as for a response. */
    Duration idleInTunnel() {
        return terms.timeouts().read();
    }

    /** The Host field for the node of the last attempt. */
    String host() {
        return host;
    }

    /**
     * Tries the node whose turn it is.
     *
     * @return false, and nothing happens, if no further attempt is allowed or no node is left
     */
    boolean next(Lease lease) {
        NodeConfig node = mayTryAgain() ? upstream.next(tried) : null;
        if (node == null) {
            return false;
        }
        tried = tried.isEmpty() ? Set.of(node) : with(node); // most exchanges need one attempt
        host = upstream.hostFor(node, head);
        acquire(upstream.keyFor(node, host), false, lease);
        return true;
    }

    private Set<NodeConfig> with(NodeConfig node) {
        Set<NodeConfig> more = new HashSet<>(tried);
        more.add(node);
        return more;
    }

    private boolean mayTryAgain() {
        UpstreamConfig config = upstream.config();
        if (tried.isEmpty()) {
            return true;
        }
        long limitNanos = config.retryTimeout().toNanos();
        return tried.size() <= config.retries()
                && (limitNanos == 0 || nanoTime.getAsLong() - startedAtNanos < limitNanos);
    }

    /** Once more the node of the last attempt, on a connection of its own. */
    void repeat(Lease lease) {
        if (key == null) {
            throw new IllegalStateException("repeated before the first attempt");
        }
        acquire(key, true, lease);
    }

    private void acquire(ConnectionKey wanted, boolean fresh, Lease lease) {
        key = wanted;
        journal.attempt(wanted);
        int turn = ++asked;
        if (turn > 1) {
            pools.retried(upstream);
        }
        Runnable attempt = pools.acquire(upstream, wanted, terms, fresh, lease);
        if (answered < turn) { // otherwise the answer came while we asked
            cancel = attempt;
        }
    }

    /** The lease answered: nothing is left to cancel. */
    void answered() {
        answered = asked;
        cancel = null;
    }

    void cancel() {
        Runnable attempt = cancel;
        answered();
        if (attempt != null) {
            attempt.run();
        }
    }
}
