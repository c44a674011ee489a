// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends of connections that come together with octets, while the loop is busy. */
class IoUringGuardTest {
    /** Without the guard, a few of them are enough. */
    private static final int CONNECTIONS = 100;

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Channel> ended = new LinkedBlockingQueue<>();
    private MultiThreadIoEventLoopGroup group;
    private Channel server;

    @BeforeEach
    void start() {
        assumeTrue(IoUring.isAvailable(), "io_uring");
        group = new MultiThreadIoEventLoopGroup(1, IoUringGuard.newFactory());
        server = new ServerBootstrap()
                .group(group)
                .channel(IoUringServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Ended());
                        accepted.add(channel);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void stop() {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @ParameterizedTest(name = "by reset: {0}")
    @ValueSource(booleans = {false, true})
    void anEndRightBehindOctetsIsHeardOf(boolean byReset) throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket peer = connect();
            Channel channel = accepted.poll(5, TimeUnit.SECONDS);
            CountDownLatch busy = new CountDownLatch(1);
            Future<?> held = group.next().submit(() -> busy.await(5, TimeUnit.SECONDS));
            peer.getOutputStream().write("octets".getBytes(StandardCharsets.US_ASCII));
            if (byReset) {
                peer.setSoLinger(true, 0);
            }
            peer.close();
            busy.countDown();
            held.sync();
            assertThat(ended.poll(5, TimeUnit.SECONDS)).as("connection %s", i).isSameAs(channel);
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private final class Ended extends SimpleChannelInboundHandler<Object> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object message) {}

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended.add(ctx.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
