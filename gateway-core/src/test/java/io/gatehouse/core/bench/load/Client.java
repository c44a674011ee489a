// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Makes TLS 1.3 connections by BoringSSL with X25519, from source addresses in turn, so that ports do not run out. Sessions are
 * resumed if asked for, by each {@code seat} its own: a ticket of TLS 1.3 is used once.
 */
final class Client implements AutoCloseable {
    private static final int SOURCES = 16;

    private final EventLoop loop;
    private final int port;
    private final String sni;
    private final boolean resuming;
    private final TrustEverybody trust = new TrustEverybody();
    private final SslContext context;
    private int connections;

    /** What to connect to is in {@code port} and {@code sni}; {@code cert}, {@code key} and {@code resume} may be given. */
    Client(EventLoop loop, Words words) throws SSLException {
        this.loop = loop;
        this.port = (int) words.number("port");
        this.sni = words.text("sni");
        this.resuming = words.text("resume", "no").equals("yes");
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                .endpointIdentificationAlgorithm(null)
                .trustManager(trust);
        String cert = words.text("cert", "");
        if (!cert.isEmpty()) {
            builder.keyManager(new File(cert), new File(words.text("key")));
        }
        this.context = builder.build();
    }

    String sni() {
        return sni;
    }

    EventLoop loop() {
        return loop;
    }

    /** How many handshakes showed a certificate: those that were not resumed. */
    long fullHandshakes() {
        return trust.asked();
    }

    /** Connects; what comes is read by {@code reader}, and what is written before the end of the handshake waits for that. */
    ChannelFuture connect(int seat, MessageReader reader, ChannelHandler... behind) {
        ChannelInitializer<Channel> pipeline = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(tls(channel, seat), reader).addLast(behind);
            }
        };
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .handler(pipeline)
                .connect(loopback(port, 1), loopback(0, 1 + connections++ % SOURCES));
    }

    private SslHandler tls(Channel channel, int seat) {
        SslHandler handler = resuming
                ? context.newHandler(channel.alloc(), "seat-" + seat, port)
                : context.newHandler(channel.alloc());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(sni)));
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(30_000);
        return handler;
    }

    @Override
    public String toString() {
        return sni + ":" + port;
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    private static InetSocketAddress loopback(int port, int last) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of four octets", e);
        }
    }
}
