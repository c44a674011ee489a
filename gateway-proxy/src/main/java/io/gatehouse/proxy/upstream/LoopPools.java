// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.KeepalivePoolConfig;
import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The upstream connections of one event loop: lends them, keeps the idle ones, closes them in time.
 *
 * <p>A connection is lent to one exchange at a time. Idle ones are kept for each upstream, at most {@code
 * keepalive_pool.size} of them whatever their keys, and found by the full {@link ConnectionKey}. Event loop only.
 */
public final class LoopPools {
    private final Connector connector;
    private final UpstreamUsage usage;
    private final Map<String, IdleConnections> idle = new HashMap<>();
    private final Map<String, Integer> turns = new HashMap<>(); // of the addresses of each node, since the last reload
    private final Deadline sweep;

    private @Nullable Map<String, Upstream> current; // null until the first reload: what there is, is current
    private long sweepAtNanos;

    public LoopPools(
            EventLoop loop,
            Class<? extends SocketChannel> channelType,
            AddressResolverGroup<InetSocketAddress> resolvers,
            TlsContextCache contexts,
            LongSupplier nanoTime,
            MemoryShortage memory,
            UpstreamUsage usage) {
        this.usage = usage;
        connector = new Connector(loop, channelType, resolvers, contexts, nanoTime, memory);
        sweep = connector.deadline(this::sweep);
    }

    /** Hears of connections that are cut because direct memory ran out. */
    MemoryShortage memory() {
        return connector.memory();
    }

    /**
     * Lends a connection that fits {@code key}: the idle one that was used last, else a new one.
     *
     * @param fresh never an idle one
     * @return what cancels the attempt while it lasts; null if an idle one was lent already
     */
    public @Nullable Runnable acquire(Upstream upstream, ConnectionKey key, Terms terms, boolean fresh, Lease lease) {
        assert connector.loop().inEventLoop();
        Http1Upstream reused = fresh ? null : takeIdle(upstream, key);
        if (reused != null) {
            reused.lend(upstream, terms);
            lease.connected(reused, true);
            return null;
        }
        ConnectAttempt attempt = new ConnectAttempt(
                connector,
                key,
                lease,
                counters(upstream),
                channel -> adopt(channel, key, upstream, terms),
                this::closeOneIdle);
        int turn = turns.merge(key.node(), 1, Integer::sum) - 1;
        attempt.start(terms.timeouts().connect().toNanos(), turn);
        return attempt::cancel;
    }

    private Http1Upstream adopt(Channel channel, ConnectionKey key, Upstream upstream, Terms terms) {
        Http1Upstream connection = Http1Upstream.install(channel, key, this, connector.nanoTime(), upstream, terms);
        connection.lend(upstream, terms);
        return connection;
    }

    /** An exchange makes one more attempt. */
    public void retried(Upstream upstream) {
        counters(upstream).retried();
    }

    /** What is counted of the upstream. */
    UpstreamCounters counters(Upstream upstream) {
        return usage.of(upstream);
    }

    private @Nullable Http1Upstream takeIdle(Upstream upstream, ConnectionKey key) {
        IdleConnections kept = idle.get(upstream.id());
        return kept == null ? null : kept.take(key);
    }

    /** Takes back a connection that may be used again; closes it if a reload took its upstream away meanwhile. */
    void giveBack(Http1Upstream connection, Upstream upstream) {
        Upstream latest = current == null ? upstream : current.get(upstream.id());
        if (latest == null || !latest.mayUse(connection.key())) {
            connection.close();
            return;
        }
        KeepalivePoolConfig pool = latest.config().keepalivePool();
        idle.computeIfAbsent(upstream.id(), id -> new IdleConnections(pool, counters(upstream)))
                .add(connection, connector.nanoTime().getAsLong());
        sweepIn(pool.idleTimeout().toNanos());
    }

    /** Makes room for a connection that somebody waits for: closes the idle one that is due first. Returns false if there is none. */
    private boolean closeOneIdle() {
        long now = connector.nanoTime().getAsLong();
        Optional<IdleConnections> first = idle.values().stream()
                .filter(kept -> !kept.isEmpty())
                .min(Comparator.comparingLong(kept -> kept.firstDueIn(now)));
        first.ifPresent(IdleConnections::closeFirst);
        return first.isPresent();
    }

    /** An idle connection is gone. */
    void forget(Http1Upstream connection, Upstream upstream) {
        IdleConnections kept = idle.get(upstream.id());
        if (kept != null) {
            kept.remove(connection);
        }
    }

    /**
     * Closes the idle connections whose upstream is not among {@code upstreams}, no longer speaks as they do, or keeps connections
     * under other terms.
     */
    public void keepOnly(Map<String, Upstream> upstreams) {
        current = upstreams;
        turns.clear();
        connector.forgetFailedNames();
        idle.forEach((id, kept) -> kept.closeUnless(key -> fits(upstreams.get(id), key, kept.config())));
        idle.values().removeIf(IdleConnections::isEmpty);
    }

    private static boolean fits(@Nullable Upstream upstream, ConnectionKey key, KeepalivePoolConfig pool) {
        return upstream != null
                && upstream.mayUse(key)
                && upstream.config().keepalivePool().equals(pool);
    }

    /** Closes every idle connection. */
    public void close() {
        sweep.cancel();
        idle.values().forEach(kept -> kept.closeUnless(key -> false));
        idle.clear();
    }

    /** Idle connections; for tests. */
    public int idleConnections() {
        Collection<IdleConnections> all = idle.values();
        return all.stream().mapToInt(IdleConnections::size).sum();
    }

    private void sweepIn(long nanos) {
        long at = connector.nanoTime().getAsLong() + nanos;
        if (!sweep.isSet() || at - sweepAtNanos < 0) {
            sweepAtNanos = at;
            sweep.in(nanos);
        }
    }

    private void sweep() {
        long now = connector.nanoTime().getAsLong();
        long next = Long.MAX_VALUE;
        for (IdleConnections kept : idle.values()) {
            next = Math.min(next, kept.closeExpired(now));
        }
        idle.values().removeIf(IdleConnections::isEmpty);
        if (next != Long.MAX_VALUE) {
            sweepIn(Math.max(1, next));
        }
    }
}
