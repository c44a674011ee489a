// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.ProxyEnvironment;
import io.gatehouse.proxy.ProxyLoop;
import io.gatehouse.proxy.downstream.DownstreamInitializer;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.exchange.Via;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.UpstreamUsage;
import io.gatehouse.tls.TlsContextCache;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalIoHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The proxy with one listener and one node, as gateway-core would run it, but in memory: nothing happens except in
 * {@link #run}, and no time passes except in {@link #expire}.
 */
final class MemoryProxy implements AutoCloseable {
    static final String CLIENT = "192.0.2.1";
    static final String VIA = "gatehouse-fuzz";

    private static final GatewaySnapshot SNAPSHOT = TestConfig.snapshot("""
            limits: {request_line_bytes: 512, request_head_bytes: 2048, request_headers: 16, request_body_bytes: 4096}
            upstreams:
              - {id: u, nodes: {"192.0.2.2:80": 1}}
            routes:
              - {id: r, uri: "/*", upstream_id: u, enable_websocket: true}
            """);
    private static final TlsContextCache NO_TLS = new TlsContextCache(1, Clock.systemUTC());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    /** Of the thread that runs a test: the sockets that Netty makes know no other way to it. */
    private static final ThreadLocal<@Nullable MemoryProxy> CURRENT = new ThreadLocal<>();

    /** One loop for all tests of a thread: Netty keeps a resolver for each loop that there ever was. */
    private static final ThreadLocal<MockTicker> TICKER = ThreadLocal.withInitial(Ticker::newMockTicker);

    private static final ThreadLocal<ManualIoEventLoop> LOOP = ThreadLocal.withInitial(
            () -> new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), TICKER.get()));

    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final MockTicker ticker = TICKER.get();
    private final ManualIoEventLoop loop = LOOP.get();
    private final List<MemorySocket> sockets = new ArrayList<>();
    private final List<MemorySocket> nodes = new ArrayList<>();
    private final List<ExchangeRecord> records = new ArrayList<>();
    private final GatewaySnapshot snapshot;
    private final ProxyLoop proxy;
    private boolean nodesHoldBack;

    MemoryProxy() {
        this(SNAPSHOT);
    }

    /** With another configuration, of which the first listener is the one. */
    MemoryProxy(GatewaySnapshot snapshot) {
        this.snapshot = snapshot;
        proxy = new ProxyLoop(
                loop,
                new ProxyEnvironment(
                        new SnapshotHolder(snapshot),
                        NO_TLS,
                        records::add,
                        new UpstreamUsage(),
                        MemorySocket.class,
                        DefaultAddressResolverGroup.INSTANCE,
                        new Via(VIA),
                        Long.MAX_VALUE,
                        ticker::nanoTime,
                        CLOCK));
        CURRENT.set(this);
    }

    /** A new connection of the client. */
    @SuppressWarnings("deprecation") // what takes its place wants a channel that is an IoHandle
    MemorySocket connect() {
        MemorySocket client =
                new MemorySocket(new InetSocketAddress("192.0.2.9", 80), new InetSocketAddress(CLIENT, 1024));
        prepare(client);
        client.pipeline()
                .addLast(new DownstreamInitializer(
                        snapshot.config().listeners().get(0),
                        any -> proxy.context(),
                        NO_TLS,
                        (channel, reason, sni, detail) -> {
                            throw new AssertionError("a handshake in clear text");
                        }));
        loop.register(client);
        sockets.add(client);
        run();
        return client;
    }

    /** Buffers are counted, and few octets are many. */
    private void prepare(MemorySocket socket) {
        socket.config().setAllocator(alloc);
        socket.config().setWriteBufferWaterMark(new WriteBufferWaterMark(16, 64));
    }

    /** The connections to the node, in the order in which they were opened. */
    List<MemorySocket> nodes() {
        return nodes;
    }

    /** Lets the nodes take nothing of what is written to them, or take all again. */
    void holdNodesBack(boolean holdBack) {
        nodesHoldBack = holdBack;
        if (!holdBack) {
            nodes.forEach(MemorySocket::takeAll);
            run();
        }
    }

    /** Keeps no record of the exchanges so far: for whoever makes very many. */
    void forgetRecords() {
        records.clear();
    }

    /** Does all that is to be done now. */
    void run() {
        while (loop.runNow() > 0) {}
    }

    /** Lets every clock run out, again and again. */
    void expire() {
        for (int i = 0; i < 5; i++) {
            ticker.advance(1, TimeUnit.HOURS);
            run();
        }
    }

    /** Ends all connections, then insists that nothing is left of them, and that no fault was one of ours. */
    @Override
    public void close() {
        for (MemorySocket socket : sockets) {
            socket.takeAll();
            socket.end();
        }
        run();
        expire();
        proxy.closeNow();
        expire();
        CURRENT.remove();
        long lost = alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory();
        insist(sockets.stream().noneMatch(MemorySocket::isOpen), "a connection is still open");
        insist(proxy.context().connections().count() == 0, "connections are counted that are gone");
        insist(lost == 0, "buffers are lost");
        insist(records.stream().noneMatch(each -> each.outcome() == Outcome.INTERNAL), "a fault of ours");
    }

    /** A connection to the node was opened by this thread. */
    static void connected(MemorySocket socket) {
        MemoryProxy proxy = CURRENT.get();
        insist(proxy != null, "a connection outside of a test");
        if (proxy != null) {
            proxy.prepare(socket);
            proxy.sockets.add(socket);
            proxy.nodes.add(socket);
            if (proxy.nodesHoldBack) {
                socket.holdBack();
            }
        }
    }

    private static void insist(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
