// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.UpstreamStream;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose name has several addresses, some of which nobody answers at. */
class NodeAddressesTest {
    private static final InetAddress DEAD = address(2);
    private static final InetAddress LIVE = address(3);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<SocketChannel> fillers = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (SocketChannel filler : fillers) {
            filler.close();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void oneThatSwallowsEverythingDoesNotHideTheOthers() throws Exception {
        try (ServerSocket dead = new ServerSocket(0, 1, DEAD);
                ServerSocket live = new ServerSocket(dead.getLocalPort(), 8, LIVE)) {
            fill(dead);

            assertThat(connect(live.getLocalPort(), DEAD, LIVE)).isEqualTo("connected");
        }
    }

    @Test
    void thatAllSwallowEverythingIsToldWithinTheTimeout() throws Exception {
        try (ServerSocket dead = new ServerSocket(0, 1, DEAD)) {
            fill(dead);

            assertThat(connect(dead.getLocalPort(), DEAD, DEAD, DEAD))
                    .isEqualTo("CONNECT_TIMEOUT: no connection within timeout.connect");
        }
    }

    @Test
    void thatDnsIsSilentIsTold() throws Exception {
        assertThat(connect(1)).isEqualTo("CONNECT_TIMEOUT: no answer from DNS within timeout.connect");
    }

    /** Or each request for it would be a question, or several. */
    @Test
    void thatItDoesNotResolveIsRememberedForASecondOrUntilAReload() throws Exception {
        AtomicLong now = new AtomicLong();
        Unknown names = new Unknown();
        try (TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            LoopPools pools = pools(names, contexts, now::get);

            assertThat(connect(pools, 1)).isEqualTo("RESOLVE_FAILED: no such name");
            now.addAndGet(FailedNames.KEPT_NANOS - 1);
            assertThat(connect(pools, 1)).isEqualTo("RESOLVE_FAILED: no such name");
            assertThat(names.asked).hasValue(1);

            now.incrementAndGet();
            connect(pools, 1);
            assertThat(names.asked).hasValue(2);

            loop.submit(() -> pools.keepOnly(Map.of())).get(5, TimeUnit.SECONDS);
            connect(pools, 1);
            assertThat(names.asked).hasValue(3);
        }
    }

    /** Or a name with many addresses would have time for those nearby only. */
    @Test
    void eachHasASecondAtLeast() throws Exception {
        try (ServerSocket dead = new ServerSocket(0, 1, DEAD);
                ServerSocket live = new ServerSocket(dead.getLocalPort(), 8, LIVE)) {
            fill(dead);

            assertThat(connect(live.getLocalPort(), DEAD, DEAD, LIVE)).isEqualTo("connected");
            assertThat(connect(live.getLocalPort(), DEAD, DEAD, DEAD, LIVE))
                    .isEqualTo("CONNECT_TIMEOUT: no connection within timeout.connect");
        }
    }

    @Test
    void takeTurnsHoweverManyNodesDo() throws Exception {
        try (ServerSocket first = new ServerSocket(0, 8, LIVE);
                ServerSocket second = new ServerSocket(first.getLocalPort(), 8, DEAD);
                ServerSocket otherFirst = new ServerSocket(0, 8, LIVE);
                ServerSocket otherSecond = new ServerSocket(otherFirst.getLocalPort(), 8, DEAD);
                TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            LoopPools pools = pools(contexts, LIVE, DEAD);
            for (int i = 0; i < 2; i++) {
                assertThat(connect(pools, first.getLocalPort())).isEqualTo("connected");
                assertThat(connect(pools, otherFirst.getLocalPort())).isEqualTo("connected");
            }
            for (ServerSocket server : List.of(first, second, otherFirst, otherSecond)) {
                server.setSoTimeout(5_000);
                server.accept().close();
            }
        }
    }

    /** A listener whose backlog is full answers no SYN, as a host that is gone would not. */
    private void fill(ServerSocket full) throws Exception {
        for (int i = 0; i < 4; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(full.getLocalSocketAddress());
            fillers.add(filler);
        }
    }

    private String connect(int port, InetAddress... addresses) throws Exception {
        try (TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            return connect(pools(contexts, addresses), port);
        }
    }

    private LoopPools pools(TlsContextCache contexts, InetAddress... addresses) {
        return pools(new Fixed(List.of(addresses)), contexts, System::nanoTime);
    }

    private LoopPools pools(
            AddressResolverGroup<InetSocketAddress> names, TlsContextCache contexts, LongSupplier nanoTime) {
        return new LoopPools(
                loop, NioSocketChannel.class, names, contexts, nanoTime, new MemoryShortage(), new UpstreamUsage());
    }

    private String connect(LoopPools pools, int port) throws Exception {
        String yaml = "upstreams: [{id: u, nodes: {\"node.test:%d\": 1}, timeout: {connect: 2.5}}]%n".formatted(port);
        UpstreamConfig config = TestConfig.snapshot(1, TestConfig.HTTP_LISTENER + yaml, Map.of())
                .upstreams()
                .values()
                .iterator()
                .next()
                .config();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Lease lease = new Lease() {
            @Override
            public void connected(UpstreamStream connection, boolean reused) {
                answer.complete("connected");
            }

            @Override
            public void connectFailed(Outcome reason, String detail) {
                answer.complete(reason + ": " + detail);
            }
        };
        Upstream upstream = new Upstream(config, null);
        ConnectionKey key = upstream.keyFor(config.nodes().get(0), "a");
        loop.execute(() -> pools.acquire(upstream, key, new Terms(config.timeouts(), 8192), false, lease));
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every name has these addresses, in this order; without any, nobody ever answers. */
    private static final class Fixed extends AddressResolverGroup<InetSocketAddress> {
        private final List<InetAddress> addresses;

        Fixed(List<InetAddress> addresses) {
            this.addresses = addresses;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setSuccess(addresses.get(0));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    if (!addresses.isEmpty()) {
                        promise.setSuccess(addresses);
                    }
                }
            });
        }
    }

    /** No name has an address. */
    private static final class Unknown extends AddressResolverGroup<InetSocketAddress> {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setFailure(new UnsupportedOperationException("not asked for"));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    asked.incrementAndGet();
                    promise.setFailure(new UnknownHostException("no such name"));
                }
            });
        }
    }
}
