// SPDX-License-Identifier: Apache-2.0

package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.ListenerConfig;
import io.gatehouse.core.accesslog.AccessLog;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.HandshakeCounters;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listeners;
import io.gatehouse.core.net.Loops;
import io.gatehouse.core.net.Transport;
import io.gatehouse.proxy.downstream.DownstreamInitializer;
import io.gatehouse.proxy.downstream.ProxyEnvironment;
import io.gatehouse.proxy.downstream.ProxyLoop;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is made once at start and serves until the end, whatever reloads bring: event loops with what each owns, the cache of
 * TLS contexts, the listeners, counters and the access log.
 */
final class Engine implements AutoCloseable {
    final Transport transport;
    final SnapshotHolder snapshots;
    final ConnectionLimit limit;
    final ExchangeCounters exchanges = new ExchangeCounters();
    final HandshakeCounters handshakes = new HandshakeCounters();
    final AccessLog accessLog;
    final Listeners listeners;

    private final EventLoopGroup loops;
    private final TlsContextCache contexts;
    private final ProxyEnvironment environment;
    private final Map<EventExecutor, ProxyLoop> proxies = new IdentityHashMap<>();

    /** Takes the access log over; binds nothing yet. */
    Engine(Loaded first, Transport transport, AccessLog accessLog, Clock clock) {
        GatewayConfig config = first.config();
        this.transport = transport;
        this.accessLog = accessLog;
        this.snapshots = new SnapshotHolder(GatewaySnapshot.of(1, config, first.tls()));
        this.limit = new ConnectionLimit(Capacity.connections(config));
        this.loops = Loops.create(transport, config.eventLoops(), "io");
        this.contexts = new TlsContextCache(config.tls().maxResidentContexts(), clock);
        this.environment = new ProxyEnvironment(
                snapshots,
                contexts,
                exchange -> {
                    exchanges.done(exchange);
                    accessLog.done(exchange);
                },
                handshakes,
                System::nanoTime,
                clock);
        for (EventExecutor each : loops) {
            proxies.put(each, new ProxyLoop((EventLoop) each, transport.channel(), environment));
        }
        this.listeners = new Listeners(transport, loops, limit, this::connections);
    }

    /** Makes the next generation the one that new handshakes and requests see, and lets go of what only the old one used. */
    void publish(Loaded next) {
        GatewaySnapshot old = snapshots.current();
        GatewaySnapshot now = GatewaySnapshot.of(old.generation() + 1, next.config(), next.tls());
        limit.most(Capacity.connections(next.config()));
        snapshots.publish(now);
        contexts.retainOnly(now.ssls(), next.tls().upstreams().values());
        onEachLoop(proxy -> proxy.snapshotChanged(old, now));
    }

    /** Runs something for the part of every event loop, on that loop. */
    void onEachLoop(Consumer<ProxyLoop> action) {
        proxies.forEach((loop, proxy) -> loop.execute(() -> action.accept(proxy)));
    }

    /** Closes everything that is still open, writes what is left of the access log, and ends the threads. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        contexts.close();
        accessLog.close();
    }

    private ChannelHandler connections(ListenerConfig listener) {
        return new DownstreamInitializer(listener, proxies::get, environment);
    }
}
