// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a TLS 1.3 handshake costs without sockets: from the hello to the first octets in both directions, and the end. Both sides are
 * measured together, and the client's half is as dear as ours: compare with another commit, not with a server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HandshakeBenchmark {
    /** What is special about the handshake. */
    public enum Kind {
        P256,
        RSA2048,
        RESUMED,
        CLIENT_CERTIFICATE,
        CLIENT_CERTIFICATE_RESUMED;

        private boolean showsCertificate() {
            return this == CLIENT_CERTIFICATE || this == CLIENT_CERTIFICATE_RESUMED;
        }

        private boolean isResumed() {
            return this == RESUMED || this == CLIENT_CERTIFICATE_RESUMED;
        }
    }

    private static final String NAME = "www.example.com";
    private static final HandshakeLimits LIMITS = new HandshakeLimits(16 * 1024, Duration.ofSeconds(10));

    @Param
    public Kind kind;

    private final TlsContextCache contexts = new TlsContextCache(10, Clock.systemUTC());
    private SslIndex index;
    private SslContext clients;
    private boolean hasSession;

    @Setup
    public void make() throws SSLException {
        TestCa ca = TestCa.create("jmh");
        TestObjects object = TestObjects.object("object", NAME);
        object.with(kind == Kind.RSA2048 ? ca.rsaServer(NAME) : ca.server(NAME));
        SslContextBuilder client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
        if (kind.showsCertificate()) {
            TestCa intermediate = ca.intermediate("clients");
            TestIdentity identity = intermediate.client("alice");
            object.clients(1, ca);
            client.keyManager(identity.key(), identity.chain());
        }
        index = TestObjects.index(object.build());
        clients = client.build();
        ((OpenSslSessionContext) clients.sessionContext()).setSessionCacheEnabled(kind.isResumed());
    }

    @TearDown
    public void release() {
        contexts.close();
        ReferenceCountUtil.release(clients);
    }

    @Benchmark
    public TlsEstablished handshake() {
        int port = kind.isResumed() ? 443 : -1; // sessions are kept by name and port
        EmbeddedChannel client = new EmbeddedChannel(clients.newHandler(PooledByteBufAllocator.DEFAULT, NAME, port));
        Established established = new Established();
        EmbeddedChannel server = new EmbeddedChannel(
                new SniSelectHandler(() -> index, contexts, LIMITS, HandshakeBenchmark::refused), established);
        talk(client, server);
        client.writeOutbound(client.alloc().directBuffer(1).writeByte('?'));
        talk(client, server);
        client.close();
        talk(client, server);
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
        TlsEstablished tls = established.tls;
        if (tls == null || !established.answered || tls.resumed() != hasSession) {
            throw new AssertionError("not the handshake that was to be measured: " + tls);
        }
        hasSession = kind.isResumed();
        return tls;
    }

    private static void talk(EmbeddedChannel client, EmbeddedChannel server) {
        for (boolean more = true; more; ) {
            more = move(client, server) || move(server, client);
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf octets = from.readOutbound();
        if (octets == null) {
            return false;
        }
        if (!to.isOpen()) {
            octets.release(); // its own end came first
            return true;
        }
        to.writeInbound(octets);
        ReferenceCountUtil.release(to.readInbound());
        return true;
    }

    private static void refused(Channel channel, HandshakeFailure reason, String sni, String detail) {
        throw new AssertionError(reason + ": " + detail);
    }

    private static final class Established extends ChannelInboundHandlerAdapter {
        private @Nullable TlsEstablished tls;
        private boolean answered;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof TlsEstablished now) {
                tls = now;
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            answered = true;
            ctx.writeAndFlush(message);
        }
    }
}
