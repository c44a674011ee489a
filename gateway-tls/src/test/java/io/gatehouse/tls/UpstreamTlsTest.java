// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestClock;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsEchoServer;
import io.gatehouse.tls.fixtures.TlsEchoServer.Handshake;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTlsTest {
    private static final TestCa CA = TestCa.create("upstreams");
    private static final TestCa OTHER = TestCa.create("others");

    private final TestClock clock = new TestClock();
    private final TlsContextCache contexts = new TlsContextCache(10, clock);
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** Connections first: a loop that is ended without a quiet period may leave those open that it still has, and lose their engines. */
    @AfterEach
    void close() {
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        contexts.close();
    }

    @ParameterizedTest(name = "{0} is sent as ''{1}'' and verified")
    @CsvSource({
        "orders.internal, orders.internal",
        "a.wild.internal, a.wild.internal",
        "orders, orders",
        "127.0.0.1, ''",
        "::1, ''",
    })
    void sendsAndVerifiesTheName(String name, String expectedSni) throws Exception {
        TestIdentity server = CA.server("orders.internal", "*.wild.internal", "orders", "127.0.0.1", "::1");
        assertThat(handshake(server, null, trusting(CA), name)).isEqualTo(new Handshake(expectedSni, ""));
    }

    @Test
    void sendsAlsoANameThatTheJdkWouldNot() throws Exception {
        SslObject object = TestObjects.object("orders", "*.wild.internal")
                .with(CA.server("*.wild.internal"))
                .build();
        try (TestGateway server = TestGateway.serving(object)) {
            connect(server.address(), trusting(CA), "my_orders.wild.internal");
            assertThat(server.nextEstablished().sni()).isEqualTo("my_orders.wild.internal");
        }
    }

    @ParameterizedTest(name = "{0} is not covered")
    @ValueSource(
            strings = {"other.internal", "wild.internal", "a.b.wild.internal", "127.0.0.2", "::2", "127.0.0.1.example"})
    void refusesACertificateForAnotherName(String name) {
        TestIdentity server = CA.server("orders.internal", "*.wild.internal", "127.0.0.1", "::1");
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), name))
                .hasStackTraceContaining("not valid for the name " + name);
    }

    @Test
    void theCommonNameCountsForNothing() {
        TestIdentity server =
                new TestCertificate("orders.internal").forServers().issuedBy(CA);
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), "orders.internal"))
                .hasStackTraceContaining("not valid for the name");
    }

    @Test
    void refusesAnotherCa() {
        TestIdentity server = OTHER.server("orders.internal");
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), "orders.internal"))
                .hasStackTraceContaining("no path to a trusted CA");
    }

    @Test
    void issuersWhoseNamesLeadToEachOtherAreRefusedInTime() {
        TestIdentity server = ChainCostTest.circles(CA.name(), ca -> ca.server("orders.internal"));
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), "orders.internal"))
                .hasStackTraceContaining("no path to a trusted CA");
    }

    @Test
    void theSystemsCasDoNotKnowOurs() {
        UpstreamTls system = new UpstreamTls(true, List.of(), "", Optional.empty());
        assertThatThrownBy(() -> handshake(CA.server("orders.internal"), null, system, "orders.internal"))
                .hasStackTraceContaining("no path to a trusted CA");
    }

    @Test
    void refusesAnExpiredCertificate() {
        TestIdentity server = TestCa.serverRequest("orders.internal").expired().issuedBy(CA);
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), "orders.internal"))
                .hasStackTraceContaining("expired");
    }

    @Test
    void refusesAClientCertificateInTheServersPlace() {
        TestIdentity server = TestCa.clientRequest("a").name("orders.internal").issuedBy(CA);
        assertThatThrownBy(() -> handshake(server, null, trusting(CA), "orders.internal"))
                .hasStackTraceContaining("extended key usage");
    }

    @Test
    void acceptsAChainWithAnIntermediate() throws Exception {
        TestIdentity server = CA.intermediate("between").server("orders.internal");
        assertThat(handshake(server, null, trusting(CA), "orders.internal").sni())
                .isEqualTo("orders.internal");
    }

    @Test
    void verifiesNothingWhereThatIsAskedFor() throws Exception {
        UpstreamTls unverified = new UpstreamTls(false, List.of(), "", Optional.empty());
        TestIdentity server = OTHER.server("other.internal");
        assertThat(handshake(server, null, unverified, "orders.internal").sni()).isEqualTo("orders.internal");
    }

    @Test
    void presentsItsIdentity() throws Exception {
        UpstreamTls own = new UpstreamTls(
                true, List.of(CA.certificate()), "", Optional.of(TestObjects.credential(OTHER.client("gateway"))));
        assertThat(handshake(CA.server("orders.internal"), OTHER, own, "orders.internal"))
                .isEqualTo(new Handshake("orders.internal", "CN=gateway"));
    }

    @Test
    void resumesNothing() throws Exception {
        try (TlsEchoServer server = TlsEchoServer.start(CA.server("orders.internal"), null)) {
            for (int i = 0; i < 2; i++) {
                SslHandler ssl = connect(server.address(), trusting(CA), "orders.internal");
                assertThat(ssl.engine().getSession().getCreationTime()).isPositive();
                assertThat(ssl.engine()
                                .getSession()
                                .getSessionContext()
                                .getIds()
                                .hasMoreElements())
                        .isFalse();
                server.nextHandshake();
            }
        }
    }

    @Test
    void equalContentSharesAContext() {
        assertThat(trusting(CA)).isEqualTo(trusting(CA)).hasSameHashCodeAs(trusting(CA));
        assertThat(trusting(CA)).isNotEqualTo(trusting(OTHER));
        Optional<Credential> own = Optional.of(TestObjects.credential(OTHER.client("gateway")));
        assertThat(new UpstreamTls(true, List.of(CA.certificate()), "", own)).isNotEqualTo(trusting(CA));
        assertThat(new UpstreamTls(false, List.of(CA.certificate()), "", Optional.empty()))
                .isNotEqualTo(trusting(CA));
        assertThat(new UpstreamTls(true, List.of(CA.certificate()), "x", Optional.empty()))
                .isNotEqualTo(trusting(CA));
    }

    private static UpstreamTls trusting(TestCa ca) {
        return new UpstreamTls(true, List.of(ca.certificate()), "", Optional.empty());
    }

    private Handshake handshake(TestIdentity identity, @Nullable TestCa clientCa, UpstreamTls tls, String name)
            throws Exception {
        try (TlsEchoServer server = TlsEchoServer.start(identity, clientCa)) {
            connect(server.address(), tls, name);
            return server.nextHandshake();
        }
    }

    private SslHandler connect(InetSocketAddress address, UpstreamTls tls, String name) throws Exception {
        CompletableFuture<SslHandler> handler =
                new CompletableFuture<>(); // the pipeline may have lost it before it is asked
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws Exception {
                connections.add(channel);
                SslHandler ssl = contexts.newClientHandler(tls, channel.alloc(), name, address.getPort());
                channel.pipeline().addLast(ssl);
                handler.complete(ssl);
            }
        };
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(initializer)
                .connect(address)
                .sync();
        SslHandler ssl = handler.get(5, TimeUnit.SECONDS);
        ssl.handshakeFuture().get(5, TimeUnit.SECONDS);
        return ssl;
    }
}
