// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import io.gatehouse.proxy.downstream.DownstreamContext;
import io.gatehouse.proxy.downstream.HeapShare;
import io.gatehouse.proxy.downstream.OpenConnections;
import io.gatehouse.proxy.exchange.ExchangeServices;
import io.gatehouse.proxy.http.HttpDate;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.upstream.LoopPools;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Everything that one event loop owns: its client connections and its pools of upstream connections.
 *
 * <p>Made once for each loop. The methods say on which thread they are called.
 */
public final class ProxyLoop {
    /** Certificates expire and lists become stale without anybody publishing anything. */
    private static final long REVIEW_SECONDS = 60;

    private final EventLoop loop;
    private final SnapshotHolder snapshots;
    private final LoopPools pools;
    private final MemoryShortage memory = new MemoryShortage();
    private final OpenConnections connections;
    private final DownstreamContext context;

    public ProxyLoop(EventLoop loop, ProxyEnvironment environment) {
        this.loop = loop;
        this.snapshots = environment.snapshots();
        this.pools = new LoopPools(
                loop,
                environment.channelType(),
                environment.resolvers(),
                environment.contexts(),
                environment.nanoTime(),
                memory,
                environment.upstreams());
        this.connections = new OpenConnections(loop, environment.nanoTime(), environment.clock());
        this.context = new DownstreamContext(
                environment.snapshots(),
                new ExchangeServices(
                        pools,
                        environment.exchanges(),
                        environment.via(),
                        environment.nanoTime(),
                        environment.clock(),
                        memory),
                environment.nanoTime(),
                connections,
                new HeapShare(environment.heapForRequests()),
                new HttpDate(environment.clock()));
        loop.scheduleWithFixedDelay(this::review, REVIEW_SECONDS, REVIEW_SECONDS, TimeUnit.SECONDS);
    }

    /** What a listener's {@link io.gatehouse.proxy.downstream.DownstreamInitializer} needs. Any thread. */
    public DownstreamContext context() {
        return context;
    }

    /** How often a connection was cut since the start because direct memory ran out. Any thread. */
    public long memoryShortages() {
        return memory.count();
    }

    /** A snapshot was published: drains what it changed, cuts the clients that it refuses, and nothing else. Any thread. */
    public void snapshotChanged(GatewaySnapshot now) {
        loop.execute(() -> {
            pools.keepOnly(now.upstreams());
            connections.review(now);
        });
    }

    /** Looks at every connection under the snapshot that runs: time may have ended what its client's certificate is good for. Any thread. */
    public void review() {
        loop.execute(() -> connections.review(snapshots.current()));
    }

    /** The process ends: every connection closes when it is idle, or after its current response. Any thread. */
    public void drain() {
        loop.execute(connections::drain);
    }

    /** The time to drain is over: ends every connection on both sides. Any thread. */
    public void closeNow() {
        loop.execute(() -> {
            connections.closeNow();
            pools.close();
        });
    }
}
