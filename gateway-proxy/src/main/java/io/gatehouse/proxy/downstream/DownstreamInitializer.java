// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.ListenerConfig.Protocol;
import io.gatehouse.config.TlsConfig;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.tls.HandshakeLimits;
import io.gatehouse.tls.HandshakeListener;
import io.gatehouse.tls.SniSelectHandler;
import io.gatehouse.tls.TlsContextCache;
import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sets up the connections that one listener accepts. Shared by all of them; each call is on the connection's event loop. */
public final class DownstreamInitializer extends ChannelInitializer<Channel> {
    private final ListenerConfig listener;
    private final Function<EventLoop, DownstreamContext> contexts;
    private final TlsContextCache tls;
    private final HandshakeListener handshakes;

    /**
     * @param contexts what the connections of an event loop share
     * @param handshakes hears of handshakes that were refused
     */
    public DownstreamInitializer(
            ListenerConfig listener,
            Function<EventLoop, DownstreamContext> contexts,
            TlsContextCache tls,
            HandshakeListener handshakes) {
        this.listener = listener;
        this.contexts = contexts;
        this.tls = tls;
        this.handshakes = new MemoryOfHandshakes(
                handshakes, loop -> contexts.apply(loop).exchanges().memory());
    }

    @Override
    protected void initChannel(Channel channel) {
        DownstreamContext context = contexts.apply(channel.eventLoop());
        context.connections().accepted(channel);
        if (listener.protocol() == Protocol.HTTP) {
            ready(channel, context, null);
        } else {
            TlsConfig limits = context.snapshots().current().config().tls();
            channel.pipeline()
                    .addLast(
                            "sni",
                            new SniSelectHandler(
                                    () -> context.snapshots().current().ssls(),
                                    tls,
                                    new HandshakeLimits(limits.clientHelloMaxBytes(), limits.handshakeTimeout()),
                                    handshakes))
                    .addLast("await-tls", new AwaitTls(established -> ready(channel, context, established)));
        }
    }

    private void ready(Channel channel, DownstreamContext context, @Nullable TlsEstablished established) {
        ConnectionInfo connection =
                new ConnectionInfo(listener, (InetSocketAddress) channel.remoteAddress(), established);
        context.connections().ready(channel, Http1Downstream.install(channel, connection, context));
    }
}
