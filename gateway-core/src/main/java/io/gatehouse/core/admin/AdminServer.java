// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.Location;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The admin listener, on an event loop of its own, so that it answers also while the others are busy.
 *
 * <p>Its limits are small, for nobody but an operator, a supervisor and a scraper has business here: 64 connections, heads of
 * 4 KiB, bodies of 1 MiB, one request on each connection, 10 s for it to come and 10 s for its answer to be read.
 */
public final class AdminServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_LINE_BYTES = 2048;
    private static final int MAX_HEAD_BYTES = 4096;
    private static final Duration TRANSFER = Duration.ofSeconds(10);

    private final EventLoopGroup loop;
    private final Channel socket;

    private AdminServer(EventLoopGroup loop, Channel socket) {
        this.loop = loop;
        this.socket = socket;
    }

    /**
     * Binds the address. Connections wait until {@link #open}.
     *
     * @param where the configuration file, for the message
     * @param routes what it answers
     * @throws BindFailedException if the address cannot be bound
     */
    public static AdminServer bind(AdminConfig config, Location where, Transport transport, List<AdminRoute> routes)
            throws BindFailedException {
        return bind(config, where, transport, routes, TRANSFER);
    }

    /** The same with another time for a request to come, and again for its answer to be read. */
    static AdminServer bind(
            AdminConfig config, Location where, Transport transport, List<AdminRoute> routes, Duration transfer)
            throws BindFailedException {
        EventLoopGroup loop = transport.loops(1, "admin");
        AdminRouter router = new AdminRouter(new HostRule(config.host()), routes);
        AdminCap cap = new AdminCap(MAX_CONNECTIONS);
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> transport.serverSocketFor(address))
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (cap.admit(channel)) {
                            channel.pipeline()
                                    .addLast(new HttpServerCodec(decoding()))
                                    .addLast(new AdminHandler(router, transfer));
                        }
                    }
                });
        ChannelFuture bound = bootstrap.bind(address);
        if (!bound.awaitUninterruptibly().isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new BindFailedException(where, "admin.address", config.address(), config.port(), bound.cause());
        }
        return new AdminServer(loop, bound.channel());
    }

    /** Begins to answer. */
    public void open() {
        socket.config().setAutoRead(true);
    }

    /** As bound: with the port that the system chose if the configured one is 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static HttpDecoderConfig decoding() {
        return new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE_BYTES).setMaxHeaderSize(MAX_HEAD_BYTES);
    }
}
