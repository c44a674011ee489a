// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.LeakCheck;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The first handshakes of a context, begun by two event loops at once. Netty's caching key manager factory loses a reference of the
 * native key (4.2.18) if the second loop asks for it within the microsecond after the first has made it and before it is put away.
 *
 * <p>So both loops begin together and go through many fresh contexts in the same order, which meets the moment a few times in a
 * thousand.
 */
class FirstHandshakesTest {
    private static final int LOOPS = 2;
    private static final int ROUNDS = 20;
    private static final int CONTEXTS = 50; // of a round
    private static final TestIdentity IDENTITY = TestCa.create("first").server("a.test");
    private static final UpstreamTls CLIENT = new UpstreamTls(false, List.of(), "", Optional.empty());

    /** Leaks of buffers are looked for elsewhere, and looking costs most of the time. */
    private static final ByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(true, true);

    private final TlsContextCache contexts = new TlsContextCache(CONTEXTS, Clock.systemUTC());
    private final EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<EventLoop, Side> sides = new ConcurrentHashMap<>();
    private final CyclicBarrier bothSides = new CyclicBarrier(LOOPS);

    /** Connections first: a loop that is ended without a quiet period may leave those open that it still has, and lose their engines. */
    @AfterEach
    void end() {
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        for (EventLoopGroup each : List.of(acceptor, loops)) {
            each.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
        contexts.close();
    }

    @Test
    void loseNoReferenceOfTheKey() throws Exception {
        InetSocketAddress address = bind();
        for (int round = 0; round < ROUNDS; round++) {
            List<SslHandler> clients = new ArrayList<>();
            for (int i = 0; i < CONTEXTS * LOOPS; i++) {
                clients.add(connect(address));
            }
            for (SslHandler each : clients) {
                each.handshakeFuture().get(5, TimeUnit.SECONDS).close();
            }
        }
        end();
        assertThat(LeakCheck.found()).isEmpty();
    }

    private InetSocketAddress bind() {
        Channel server = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, BUFFERS)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        sides.computeIfAbsent(channel.eventLoop(), loop -> new Side())
                                .accept(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return (InetSocketAddress) server.localAddress();
    }

    private SslHandler connect(InetSocketAddress address) throws SSLException {
        SslHandler ssl = contexts.newClientHandler(CLIENT, BUFFERS, "a.test", address.getPort());
        connections.add(new Bootstrap()
                .group(acceptor)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, BUFFERS)
                .handler(ssl)
                .connect(address)
                .syncUninterruptibly()
                .channel());
        return ssl;
    }

    /** The connections of one loop: the first of both loops have one context, the second ones the next, and so on. */
    private final class Side {
        private final List<Hello> held = new ArrayList<>();
        private int accepted;

        void accept(Channel channel) {
            int number = accepted++;
            SslIndex index = TestObjects.index(TestObjects.object("context-" + number, "a.test")
                    .with(IDENTITY)
                    .build());
            channel.pipeline()
                    .addLast(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object hello) throws Exception {
                            ctx.pipeline().remove(this);
                            hold(new Hello(number, ctx, hello));
                        }
                    })
                    .addLast(new SniSelectHandler(
                            () -> index, contexts, TestGateway.LIMITS, (refused, reason, sni, detail) -> {}));
        }

        private void hold(Hello hello) throws Exception {
            held.add(hello);
            if (held.size() == CONTEXTS) {
                held.sort(Comparator.comparingInt(Hello::number));
                bothSides.await(5, TimeUnit.SECONDS);
                held.forEach(Hello::passOn);
                held.clear();
            }
        }
    }

    private record Hello(int number, ChannelHandlerContext ctx, Object octets) {
        void passOn() {
            ctx.fireChannelRead(octets);
        }
    }
}
