// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
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
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLSession;
import io.netty.internal.tcnative.SSLSessionCache;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A client that holds its sessions in the hand: it offers the very one that it is told to, under any name, as often as it is told to,
 * and looks into its own hello to see that it did. Sessions made by one keeper may be offered by another. One exchange at a time.
 */
final class SessionKeeper implements AutoCloseable {
    private final EventLoopGroup group;
    private final ReferenceCountedOpenSslContext context;
    private final Queue<Long> made = new ConcurrentLinkedQueue<>();
    private final Queue<Long> owned = new ConcurrentLinkedQueue<>();

    /**
     * How an exchange ended.
     *
     * @param offer what stood in the hello
     * @param reused whether the server took the session up, as the client sees it
     * @param answered whether a word came back, that is, a request would have got through
     * @param session the first session that the server gave; 0 if none
     */
    record Attempt(SessionOffer offer, boolean reused, boolean answered, long session) {}

    /** A client of {@code group} with the certificate of {@code identity}, or without any. */
    SessionKeeper(EventLoopGroup group, TlsVersion version, @Nullable TestIdentity identity) throws Exception {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(version.label())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519", "P-256"});
        if (identity != null) {
            builder.keyManager(new SingleKeyManager(TestObjects.credential(identity)));
        }
        this.group = group;
        this.context = (ReferenceCountedOpenSslContext) builder.build();
        context.sessionContext().setTicketKeys();
        context.sessionContext().setSessionCacheEnabled(true);
        SSLContext.setSSLSessionCache(nativeContext(context), new Hand());
    }

    /**
     * Connects and waits for the echo of one word.
     *
     * @param sni null for none
     * @param session what to offer; 0 for nothing
     */
    Attempt exchange(InetSocketAddress address, @Nullable String sni, long session) throws Exception {
        made.clear();
        SslHandler ssl = context.newHandler(ByteBufAllocator.DEFAULT);
        long pointer = ((ReferenceCountedOpenSslEngine) ssl.engine()).sslPointer();
        if (sni != null) {
            SSLParameters parameters = ssl.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(sni)));
            ssl.engine().setSSLParameters(parameters);
        }
        if (session != 0 && !SSL.setSession(pointer, session)) {
            throw new IllegalStateException("BoringSSL does not take the session to be offered");
        }
        HelloSniffer sniffer = new HelloSniffer();
        CompletableFuture<Boolean> reused = new CompletableFuture<>();
        Channel channel = connect(address, sniffer, ssl, new Word(pointer, reused));
        boolean answered = true;
        try {
            reused.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            answered = false;
        } catch (TimeoutException e) {
            throw new AssertionError("neither answer nor end within 5 s", e);
        } finally {
            channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
        Long first = made.peek();
        return new Attempt(sniffer.offer(), answered && reused.get(), answered, first == null ? 0 : first);
    }

    @Override
    public void close() {
        owned.forEach(SSLSession::free);
        context.release();
    }

    /** Where the callbacks are registered; Netty's own cache cannot be told which session to offer. */
    private static long nativeContext(ReferenceCountedOpenSslContext context) throws ReflectiveOperationException {
        Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
        field.setAccessible(true);
        return field.getLong(context);
    }

    private Channel connect(InetSocketAddress address, HelloSniffer sniffer, SslHandler ssl, Word word) {
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(sniffer, ssl, word);
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

    /** Takes every session that a server gives. */
    private final class Hand implements SSLSessionCache {
        @Override
        public boolean sessionCreated(long ssl, long session) {
            made.add(session);
            owned.add(session);
            return true; // ours, until close
        }

        @Override
        public long getSession(long ssl, byte[] id) {
            return -1;
        }
    }

    /** Says a word and waits for it to come back. */
    private static final class Word extends ChannelInboundHandlerAdapter {
        private static final String TEXT = "hello";

        private final long ssl;
        private final CompletableFuture<Boolean> reused;
        private int received;

        Word(long ssl, CompletableFuture<Boolean> reused) {
            this.ssl = ssl;
            this.reused = reused;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // no answer is noticed
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion && completion.isSuccess()) {
                ctx.writeAndFlush(Unpooled.copiedBuffer(TEXT, StandardCharsets.US_ASCII));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            received += bytes.readableBytes();
            bytes.release();
            if (received == TEXT.length()) {
                reused.complete(SSL.isSessionReused(ssl)); // before the engine is gone
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reused.completeExceptionally(new IllegalStateException("closed without answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // the end of the connection follows, and says enough
        }
    }
}
