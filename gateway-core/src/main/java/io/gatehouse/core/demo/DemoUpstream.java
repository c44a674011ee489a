// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP server on loopback that answers every request with what it knows about it: see {@link EchoHandler}.
 *
 * @param name what it calls itself
 * @param port the port that the system chose
 */
record DemoUpstream(String name, int port) {
    private static final int MAX_BODY_BYTES = 64 << 10;

    /**
     * Starts one.
     *
     * @param tls null for clear text
     * @param insistsOnClient whether a client must show a certificate that {@code tls} trusts
     */
    static DemoUpstream start(EventLoopGroup loop, String name, @Nullable SSLContext tls, boolean insistsOnClient) {
        Channel socket = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(new SslHandler(engine(tls, insistsOnClient)));
                        }
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                .addLast(new EchoHandler(name));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        return new DemoUpstream(name, ((InetSocketAddress) socket.localAddress()).getPort());
    }

    private static SSLEngine engine(SSLContext tls, boolean insistsOnClient) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(insistsOnClient);
        return engine;
    }
}
