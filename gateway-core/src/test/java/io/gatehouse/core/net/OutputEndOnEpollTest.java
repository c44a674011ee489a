// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.proxy.stream.OutputEnd;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of our half of a connection on its socket, where the kernel knows more of it than the channel does. */
class OutputEndOnEpollTest {
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private MultiThreadIoEventLoopGroup group;
    private Channel server;

    @BeforeEach
    void start() {
        assumeTrue(Epoll.isAvailable(), "epoll");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
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

    @Test
    void closesAConnectionWhoseResetNobodyHasHeardOf() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        Socket peer = new Socket(address.getAddress(), address.getPort());
        Channel channel = accepted.poll(5, TimeUnit.SECONDS);
        assertThat(channel).isNotNull();
        boolean open = channel.eventLoop()
                .submit(
                        () -> { // so that no event comes between
                            peer.setSoLinger(true, 0);
                            peer.close();
                            OutputEnd.of(channel, () -> {}, () -> ended.set(true));
                            return channel.isOpen();
                        })
                .get(5, TimeUnit.SECONDS);
        assertThat(open).isFalse();
        assertThat(ended).isFalse();
    }
}
