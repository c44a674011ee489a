// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** The upstream of uploads, in clear text: reads a whole body, then answers. */
final class Sink implements MessageReader.Listener {
    private static final ByteBuf ANSWER = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n", StandardCharsets.US_ASCII)
                    .asReadOnly());

    static void listen(EventLoopGroup loops, int port) throws InterruptedException {
        ChannelInitializer<Channel> pipeline = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(MessageReader.ofUploads(new Sink()));
            }
        };
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(pipeline)
                .bind(InetAddress.getLoopbackAddress(), port)
                .sync();
    }

    @Override
    public void read(Channel channel) {
        channel.writeAndFlush(ANSWER.duplicate());
    }

    @Override
    public void closed(Channel channel, String why) {
        // the proxy keeps connections, and closes them as it likes
    }
}
