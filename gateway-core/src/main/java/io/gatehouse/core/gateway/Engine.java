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
import io.gatehouse.core.net.Transport;
import io.gatehouse.proxy.ProxyEnvironment;
import io.gatehouse.proxy.ProxyLoop;
import io.gatehouse.proxy.downstream.DownstreamContext;
import io.gatehouse.proxy.downstream.DownstreamInitializer;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.exchange.Via;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import io.gatehouse.proxy.upstream.UpstreamUsage;
import io.gatehouse.tls.TlsAssets;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is made once at start and serves until the end, whatever reloads bring: event loops with what each owns, the cache of
 * TLS contexts, the listeners, counters and the access log.
 */
final class Engine implements AutoCloseable {
    final Transport transport;
    final SnapshotHolder snapshots;
    final ConnectionLimit limit;
    final ExchangeCounters exchanges = new ExchangeCounters();
    final UpstreamUsage upstreams = new UpstreamUsage();
    final HandshakeCounters handshakes;
    final AccessLog accessLog;
    final Listeners listeners;
    final OcspWatch ocsp;

    private final EventLoopGroup loops;
    private final NodeNames nodeNames;
    private final TlsContextCache contexts;
    private final AddressResolverGroup<InetSocketAddress> resolvers;
    private final IdentityHashMap<EventExecutor, ProxyLoop> proxies = new IdentityHashMap<>();

    /** Takes the access log over; binds nothing yet. */
    Engine(Loaded first, Transport transport, AccessLog accessLog, Clock clock) {
        GatewayConfig config = first.config();
        this.transport = transport;
        this.accessLog = accessLog;
        this.handshakes = new HandshakeCounters(clock);
        this.snapshots = new SnapshotHolder(GatewaySnapshot.of(1, config, first.tls()));
        upstreams.configured(config.allUpstreams());
        this.limit = new ConnectionLimit(Capacity.connections(config));
        limit.perClient().change(config.limits().connectionsPerClient(), config.trustedProxies());
        this.loops = transport.loops(config.eventLoops(), "io");
        this.contexts = new TlsContextCache(config.tls().maxResidentContexts(), clock);
        contexts.shareTickets(first.tls().ticketKeys());
        prepare(first.tls());
        this.resolvers = transport.resolvers();
        ProxyEnvironment environment = new ProxyEnvironment(
                snapshots,
                contexts,
                this::exchangeDone,
                upstreams,
                transport.channel(),
                resolvers,
                Via.random(),
                Capacity.heapForRequests(config),
                System::nanoTime,
                clock);
        for (EventExecutor each : loops) {
            proxies.put(each, new ProxyLoop((EventLoop) each, environment));
        }
        this.listeners = new Listeners(transport, loops, limit, this::connections);
        this.nodeNames = new NodeNames(loops.next(), resolvers);
        nodeNames.check(snapshots.current());
        this.ocsp = new OcspWatch(contexts.staples(), clock);
        ocsp.watch(snapshots.current());
    }

    /** Does beforehand what may take time or fail. */
    void prepare(TlsAssets tls) {
        contexts.prepare(tls.upstreams().values());
    }

    /** Makes the next generation the one that new handshakes and requests see, and lets go of what only the old one used. */
    void publish(GatewaySnapshot next, TlsAssets tls) {
        GatewayConfig config = next.config();
        limit.most(Capacity.connections(config));
        limit.perClient().change(config.limits().connectionsPerClient(), config.trustedProxies());
        upstreams.configured(config.allUpstreams());
        publishLists(next, tls);
        handshakes.usage().retainOnly(next.ssls());
        contexts.shareTickets(tls.ticketKeys());
        contexts.resize(config.tls().maxResidentContexts());
        nodeNames.check(next);
        ocsp.watch(next);
    }

    /** The same for a generation that differs from the one before in revocation lists alone. */
    void publishLists(GatewaySnapshot next, TlsAssets tls) {
        snapshots.publish(next);
        contexts.retainOnly(next.ssls(), tls.upstreams().values());
        proxies.values().forEach(proxy -> proxy.snapshotChanged(next));
    }

    /** Lets no context keep old ticket keys, and no client be remembered for too long; every few minutes. */
    void forgetOld() {
        contexts.renewTicketKeys();
        contexts.forgetOldChains();
    }

    /** Lets every connection end when it is idle, or after its current response. */
    void drain() {
        proxies.values().forEach(ProxyLoop::drain);
    }

    /** How often a connection was cut because direct memory ran out. */
    long memoryShortages() {
        return proxies.values().stream().mapToLong(ProxyLoop::memoryShortages).sum();
    }

    /** Ends every connection. */
    void cut() {
        proxies.values().forEach(ProxyLoop::closeNow);
    }

    /** Closes everything that is still open, writes what is left of the access log, and ends the threads. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        resolvers.close();
        ocsp.close();
        contexts.close();
        accessLog.close();
    }

    private ChannelHandler connections(ListenerConfig listener) {
        return new DownstreamInitializer(listener, this::contextOf, contexts, handshakes);
    }

    private DownstreamContext contextOf(EventLoop loop) {
        ProxyLoop proxy = proxies.get(loop);
        if (proxy == null) {
            throw new IllegalStateException("loop: " + loop + " (expected: one of ours)");
        }
        return proxy.context();
    }

    private void exchangeDone(ExchangeRecord exchange) {
        exchanges.done(exchange);
        accessLog.done(exchange);
    }
}
