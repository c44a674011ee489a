// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.proxy.stream.Outcome;
import io.netty.channel.Channel;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened between the process and one upstream since the start. Thread-safe: event loops count, others read. */
public final class UpstreamCounters {
    /** Why attempts fail that fail because of the node. */
    public static final Set<Outcome> FAILURES = Collections.unmodifiableSet(EnumSet.of(
            Outcome.RESOLVE_FAILED,
            Outcome.CONNECT_FAILED,
            Outcome.CONNECT_TIMEOUT,
            Outcome.UPSTREAM_TLS_FAILED,
            Outcome.UPSTREAM_CLOSED,
            Outcome.UPSTREAM_MALFORMED,
            Outcome.UPSTREAM_TIMEOUT,
            Outcome.UPSTREAM_STALLED));

    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final EnumMap<Outcome, LongAdder> failures = new EnumMap<>(Outcome.class);

    UpstreamCounters() {
        FAILURES.forEach(each -> failures.put(each, new LongAdder()));
    }

    /** A connection is ready for requests; it counts as open until its channel is closed. */
    void opened(Channel channel) {
        opened.increment();
        channel.closeFuture().addListener(done -> closed.increment());
    }

    /** So many connections more lie idle, or fewer. */
    void idleChanged(int difference) {
        idle.add(difference);
    }

    /** A connection carries one more request. */
    void requested() {
        requests.increment();
    }

    /** An exchange makes one more attempt. */
    void retried() {
        retries.increment();
    }

    /** An attempt failed; it counts if that is because of the node. */
    void failed(Outcome reason) {
        @Nullable LongAdder counter = failures.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Connections that were opened, TLS included. */
    public long opened() {
        return opened.sum();
    }

    /** Connections that lie idle. */
    public long idle() {
        return Math.max(0, idle.sum());
    }

    /** Connections that carry a request, or a tunnel. */
    public long inUse() {
        long over = closed.sum() + idle.sum(); // before what is opened meanwhile
        return Math.max(0, opened.sum() - over);
    }

    /** Requests that were sent, each as often as it was. */
    public long requests() {
        return requests.sum();
    }

    /** Attempts behind the first one of an exchange. */
    public long retries() {
        return retries.sum();
    }

    /** Attempts that failed for one of {@link #FAILURES}. */
    public long failures(Outcome reason) {
        @Nullable LongAdder counter = failures.get(reason);
        return counter == null ? 0 : counter.sum();
    }
}
