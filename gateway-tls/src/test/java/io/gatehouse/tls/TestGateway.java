// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.fixtures.TestClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener on loopback with the TLS front of the gateway, echoing what established connections send. */
final class TestGateway implements AutoCloseable {
    static final HandshakeLimits LIMITS = new HandshakeLimits(64 * 1024, Duration.ofSeconds(10));

    final TestClock clock = new TestClock();
    volatile TlsContextCache contexts;
    final BlockingQueue<TlsEstablished> established = new LinkedBlockingQueue<>();
    final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
    final BlockingQueue<String> acceptedUnderStaleCrl = new LinkedBlockingQueue<>();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final InetSocketAddress address;
    private final int maxResident;
    private volatile SslIndex index;

    record Refusal(HandshakeFailure reason, String sni, String detail) {}

    TestGateway(HandshakeLimits limits, int maxResident, SslIndex index) {
        this.index = index;
        this.maxResident = maxResident;
        this.contexts = new TlsContextCache(maxResident, clock);
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channels.add(channel);
                channel.pipeline()
                        .addLast(new SniSelectHandler(() -> TestGateway.this.index, contexts, limits, new Reports()))
                        .addLast(new WhenEstablished());
            }
        };
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(initializer)
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        this.address = (InetSocketAddress) server.localAddress();
    }

    static TestGateway serving(SslObject... objects) {
        return new TestGateway(LIMITS, 100, TestObjects.index(objects));
    }

    InetSocketAddress address() {
        return address;
    }

    void swap(SslObject... objects) {
        index = TestObjects.index(objects);
    }

    /** Changes to this index as a reload does: what it cannot ask for is given up. */
    void reload(SslIndex next) {
        index = next;
        contexts.retainOnly(next, List.of());
    }

    /** Goes on as another process would: with contexts and ticket keys of its own, or with those that these files hold. */
    void restart(TicketKeySet keys) {
        TlsContextCache before = contexts;
        contexts = new TlsContextCache(maxResident, clock);
        contexts.shareTickets(keys);
        before.close();
    }

    SslIndex index() {
        return index;
    }

    TlsEstablished nextEstablished() throws InterruptedException {
        return next(established, "handshake");
    }

    Refusal nextRefusal() throws InterruptedException {
        return next(refusals, "refusal");
    }

    /** Closes every connection and waits until all is gone. */
    @Override
    public void close() {
        Future<?> allClosed = channels.newCloseFuture(); // a lingering close is done later than its promise says
        channels.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        allClosed.awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly(5, TimeUnit.SECONDS)); // handlers are removed
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        contexts.close();
    }

    private <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(5, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError(
                    "no " + what + " within 5 s; established " + established + ", refused " + refusals);
        }
        return next;
    }

    private final class Reports implements HandshakeListener {
        @Override
        public void refused(Channel channel, HandshakeFailure reason, String sni, String detail) {
            refusals.add(new Refusal(reason, sni, detail));
        }

        @Override
        public void acceptedUnderStaleCrl(Channel channel, String sni) {
            acceptedUnderStaleCrl.add(sni);
        }
    }

    private final class WhenEstablished extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof TlsEstablished tls) {
                established.add(tls);
                ctx.pipeline().addLast(new Echo());
            }
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a test whose echo fails sees it
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a test whose connection breaks sees it
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
