// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.Seldom;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.tls.TlsContextCache;
import io.gatehouse.tls.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it takes to open connections from one event loop. Called on that loop only. */
final class Connector {
    private static final Logger log = LoggerFactory.getLogger(Connector.class);

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final AddressResolverGroup<InetSocketAddress> resolvers;
    private final TlsContextCache contexts;
    private final LongSupplier nanoTime;
    private final MemoryShortage memory;
    private final FailedNames failedNames;
    private final Seldom noDescriptor = Seldom.onceASecond();

    Connector(
            EventLoop loop,
            Class<? extends SocketChannel> channelType,
            AddressResolverGroup<InetSocketAddress> resolvers,
            TlsContextCache contexts,
            LongSupplier nanoTime,
            MemoryShortage memory) {
        this.loop = loop;
        this.resolvers = resolvers;
        this.contexts = contexts;
        this.nanoTime = nanoTime;
        this.memory = memory;
        this.failedNames = new FailedNames(nanoTime);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the attempt's deadline covers it
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Opening());
                    }
                });
    }

    EventLoop loop() {
        return loop;
    }

    /** Every address of a node; a literal is its own. The answers live as long as their TTL, failures for a second. */
    Future<List<InetSocketAddress>> resolve(String host, int port) {
        Throwable failure = failedNames.causeOf(host);
        if (failure != null) {
            return loop.newFailedFuture(failure);
        }
        Future<List<InetSocketAddress>> resolved =
                resolvers.getResolver(loop).resolveAll(InetSocketAddress.createUnresolved(host, port));
        resolved.addListener(done -> {
            if (!done.isSuccess()) {
                failedNames.add(host, done.cause());
            }
        });
        return resolved;
    }

    /** After a reload every name is asked for again. */
    void forgetFailedNames() {
        failedNames.clear();
    }

    ChannelFuture open(SocketAddress address) {
        return bootstrap.connect(address);
    }

    /**
     * Where {@link #open} is answered, which may be elsewhere if there was no descriptor. Behind the transport's own work: a channel
     * that is closed while io_uring tells that it is connected (Netty 4.2.18) is watched on, and its peer never hears of the end.
     */
    void onLoop(Runnable answer) {
        loop.execute(answer);
    }

    /** The TLS side of a connection that was just opened. */
    SslHandler tlsHandler(Channel channel, ConnectionKey key) throws SSLException {
        UpstreamTls tls = Objects.requireNonNull(key.tls(), "key.tls");
        return contexts.newClientHandler(tls, channel.alloc(), key.serverName(), key.port());
    }

    Deadline deadline(Runnable expired) {
        return new Deadline(loop, nanoTime, expired);
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    /** The process had no descriptor for a connection to this node. */
    void noDescriptor(String node, String cause) {
        if (noDescriptor.mayHappen()) {
            log.warn("no descriptor left for a connection to an upstream node={} cause=\"{}\"", node, cause);
        }
    }

    /** Hears of connections that are cut because direct memory ran out. */
    MemoryShortage memory() {
        return memory;
    }

    /**
     * Stands at the end of the pipeline until the connection is ready; what fails meanwhile, the attempt hears by its future. Nobody
     * has asked for anything yet, so a node that speaks is not one to be asked.
     */
    static final class Opening extends ChannelInboundHandlerAdapter {
        private @Nullable Throwable shortage; // of memory, which TLS tells as the end of the connection

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (MemoryShortage.is(cause)) {
                shortage = cause;
            }
            ctx.close();
        }

        /** Why a handshake failed that says so itself. */
        Throwable causeOr(Throwable handshake) {
            return shortage == null ? handshake : shortage;
        }
    }
}
