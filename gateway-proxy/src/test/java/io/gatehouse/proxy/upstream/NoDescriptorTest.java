// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.UpstreamStream;
import io.gatehouse.tls.TlsContextCache;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request when the process has no descriptor left for its connection. */
class NoDescriptorTest {
    /** A channel as it is when {@code socket(2)} fails. */
    public static final class NoChannel extends NioSocketChannel {
        public NoChannel() {
            throw new ChannelException("too many open files");
        }
    }

    private record Answer(Outcome reason, boolean onLoop) {}

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void isAnsweredOnTheLoop() throws Exception {
        assertThat(connect("127.0.0.1", DefaultAddressResolverGroup.INSTANCE))
                .isEqualTo(new Answer(Outcome.OUT_OF_DESCRIPTORS, true));
    }

    @Test
    void isNoFaultOfTheNameOfANode() throws Exception {
        DnsNameResolverBuilder dns = new DnsNameResolverBuilder()
                .datagramChannelFactory(() -> {
                    throw new ChannelException("too many open files");
                })
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution);
        try (DnsAddressResolverGroup names = new DnsAddressResolverGroup(dns)) {
            assertThat(connect("node.gatehouse.test", names)).isEqualTo(new Answer(Outcome.OUT_OF_DESCRIPTORS, true));
        }
    }

    private Answer connect(String host, AddressResolverGroup<InetSocketAddress> names) throws Exception {
        try (TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            LoopPools pools = new LoopPools(
                    loop,
                    NoChannel.class,
                    names,
                    contexts,
                    System::nanoTime,
                    new MemoryShortage(),
                    new UpstreamUsage());
            String yaml = "upstreams: [{id: u, nodes: {\"" + host + ":1\": 1}}]\n";
            UpstreamConfig config = TestConfig.snapshot(1, TestConfig.HTTP_LISTENER + yaml, Map.of())
                    .upstreams()
                    .values()
                    .iterator()
                    .next()
                    .config();
            Upstream upstream = new Upstream(config, null);
            ConnectionKey key = upstream.keyFor(config.nodes().get(0), "a");
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Lease lease = new Lease() {
                @Override
                public void connected(UpstreamStream connection, boolean reused) {
                    answer.completeExceptionally(new AssertionError("connected"));
                }

                @Override
                public void connectFailed(Outcome reason, String detail) {
                    answer.complete(new Answer(reason, loop.inEventLoop()));
                }
            };
            loop.execute(() -> pools.acquire(upstream, key, new Terms(config.timeouts(), 8192), false, lease));
            return answer.get(5, TimeUnit.SECONDS);
        }
    }
}
