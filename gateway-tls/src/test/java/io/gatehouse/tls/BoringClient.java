// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A client that offers its one session to whatever name it likes, which the JDK's client would not do. Also speaks
 * X25519MLKEM768, which JDK 17 does not.
 */
final class BoringClient implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ReferenceCountedOpenSslContext context;

    /**
     * What an exchange brought.
     *
     * @param reused whether the client's session was taken up
     * @param group the key exchange group
     */
    record Result(boolean reused, String group, String answer) {}

    private BoringClient(String version, @Nullable TestIdentity identity, String... groups) throws Exception {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(version)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .option(OpenSslContextOption.GROUPS, groups);
        if (identity != null) {
            builder.keyManager(new SingleKeyManager(TestObjects.credential(identity)));
        }
        context = (ReferenceCountedOpenSslContext) builder.build();
        context.sessionContext().setTicketKeys();
        context.sessionContext().setSessionCacheEnabled(true);
    }

    static BoringClient speaking(String version, @Nullable TestIdentity identity) throws Exception {
        return new BoringClient(version, identity, "X25519", "P-256");
    }

    static BoringClient speakingGroups(String version, String... groups) throws Exception {
        return new BoringClient(version, null, groups);
    }

    /** Connects, offering the session that it has, and echoes one word; fails with the handshake's failure. */
    Result exchange(InetSocketAddress address, String sni) throws Exception {
        return exchange(address, sni, null);
    }

    /** The same, but the last message of the handshake and the word arrive in one segment; TLS 1.3 only. */
    Result exchangeInOneSegment(InetSocketAddress address, String sni) throws Exception {
        return exchange(address, sni, new OneSegment());
    }

    private Result exchange(InetSocketAddress address, String sni, @Nullable OneSegment segment) throws Exception {
        SslHandler ssl = context.newHandler(ByteBufAllocator.DEFAULT, "one-session-for-all", 1);
        SSLParameters parameters = ssl.engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(sni)));
        ssl.engine().setSSLParameters(parameters);
        CompletableFuture<String> answer = new CompletableFuture<>();
        Channel channel = connect(address, segment, ssl, answer);
        try {
            ssl.handshakeFuture().get(5, TimeUnit.SECONDS);
            ByteBuf word = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
            channel.writeAndFlush(word).get(5, TimeUnit.SECONDS);
            if (segment != null) {
                channel.eventLoop().submit(segment::send).get(5, TimeUnit.SECONDS);
            }
            String echoed = answer.get(5, TimeUnit.SECONDS);
            long pointer = ((ReferenceCountedOpenSslEngine) ssl.engine()).sslPointer();
            return new Result(SSL.isSessionReused(pointer), SSL.getGroupName(pointer), echoed);
        } finally {
            channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        context.release();
    }

    private Channel connect(
            InetSocketAddress address, @Nullable OneSegment segment, SslHandler ssl, CompletableFuture<String> answer) {
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (segment != null) {
                    channel.pipeline().addLast(segment);
                }
                channel.pipeline().addLast(ssl, new Answer(answer));
            }
        };
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(initializer)
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> answer;
        private final StringBuilder text = new StringBuilder();

        Answer(CompletableFuture<String> answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
            if (text.length() >= 5) {
                answer.complete(text.toString());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new IllegalStateException("closed without answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
