// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events of channels that are gone, and channels that want no event for a while. */
class EpollGuardTest {
    /** More than descriptors that happen to be free below the one that has to be taken again. */
    private static final int OPENED_AT_ONCE = 64;

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
    private MultiThreadIoEventLoopGroup group;
    private EventLoop loop;
    private Channel server;

    @BeforeEach
    void start() {
        assumeTrue(Epoll.isAvailable(), "epoll");
        group = new MultiThreadIoEventLoopGroup(1, EpollGuard.newFactory());
        loop = group.next();
        server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new Accepted())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aNewChannelDoesNotHearWhatWasToldOfTheOneWhoseDescriptorItGot() throws Exception {
        try (ServerSocket node = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
                Socket first = connect();
                Socket second = connect()) {
            Channel closer = accepted.poll(5, TimeUnit.SECONDS);
            Channel closed = accepted.poll(5, TimeUnit.SECONDS);
            CompletableFuture<List<ChannelFuture>> opened = new CompletableFuture<>();
            closer.pipeline().addLast(new OnRead(() -> {
                closed.close();
                opened.complete(openMany(node.getLocalPort()));
            }));
            CountDownLatch both = holdLoop();
            first.getOutputStream().write(1);
            second.shutdownOutput(); // told by the same call, after the first
            both.countDown();
            for (ChannelFuture each : opened.get(5, TimeUnit.SECONDS)) {
                assertThat(each.await(5, TimeUnit.SECONDS)).isTrue();
                assertThat(each.cause()).isNull();
            }
        }
    }

    @Test
    void aChannelThatMayBeHalfClosedIsStillWrittenToBehindTheEndOfItsPeersHalf() throws Exception {
        try (Socket client = connect()) {
            Channel channel = accepted.poll(5, TimeUnit.SECONDS);
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            loop.submit(() -> channel.config().setAutoRead(false)).sync();
            client.shutdownOutput();
            passTwice(); // epoll has told it, and nothing is left to be told
            byte[] much = new byte[16 << 20]; // more than the kernel takes at once
            ChannelFuture written = channel.writeAndFlush(Unpooled.wrappedBuffer(much));
            assertThat(client.getInputStream().readNBytes(much.length)).hasSize(much.length);
            assertThat(written.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(written.cause()).isNull();
            assertThat(faults).isEmpty();
            channel.close().sync();
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private List<ChannelFuture> openMany(int port) {
        Bootstrap bootstrap =
                new Bootstrap().group(loop).channel(EpollSocketChannel.class).handler(new Opened());
        List<ChannelFuture> all = new ArrayList<>();
        for (int i = 0; i < OPENED_AT_ONCE; i++) {
            all.add(bootstrap.connect(InetAddress.getLoopbackAddress(), port));
        }
        return all;
    }

    /** The loop does nothing until the latch is counted down. */
    private CountDownLatch holdLoop() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            awaitUninterruptibly(release);
        });
        assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
        return release;
    }

    private void passTwice() throws InterruptedException {
        loop.submit(() -> {}).sync();
        loop.submit(() -> {}).sync();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(5, TimeUnit.SECONDS)) {
                throw new AssertionError("the loop was held too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ChannelHandler.Sharable
    private final class Accepted extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.add(ctx.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            faults.add(cause);
        }
    }

    @ChannelHandler.Sharable
    private static final class Opened extends ChannelInboundHandlerAdapter {}

    private static final class OnRead extends ChannelInboundHandlerAdapter {
        private final Runnable task;

        OnRead(Runnable task) {
            this.task = task;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            task.run();
        }
    }
}
