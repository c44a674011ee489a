// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.TransportChoice;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenersTest {
    private final Transport transport = transport();
    private final EventLoopGroup loops = transport.loops(2, "test");
    private final ConnectionLimit limit = new ConnectionLimit(2);
    private final Listeners listeners = new Listeners(transport, loops, limit, Greeter::new);

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void connectionsWaitInTheKernelUntilTheChangeIsCommitted() throws Exception {
        Listeners.Change change = listeners.prepare(List.of(config(0, ListenerConfig.Protocol.HTTP)));
        assertThat(listeners.all()).isEmpty();

        change.commit();

        assertThat(greeting(only())).isEqualTo('P');
    }

    @Test
    void anAddressThatStaysIsNotBoundAgainWhateverIsSpokenThere() throws Exception {
        listeners.prepare(List.of(config(0, ListenerConfig.Protocol.HTTP))).commit();
        InetSocketAddress address = only();

        listeners.prepare(List.of(config(0, ListenerConfig.Protocol.HTTPS))).commit();

        assertThat(only()).isEqualTo(address);
        assertThat(greeting(address)).isEqualTo('S');
    }

    @Test
    void ofAChangeThatFailsNothingStaysBound() throws Exception {
        int freePort = freePort();
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<ListenerConfig> wanted = List.of(
                    config(freePort, ListenerConfig.Protocol.HTTP),
                    config(busy.getLocalPort(), ListenerConfig.Protocol.HTTP));

            assertThatThrownBy(() -> listeners.prepare(wanted))
                    .isInstanceOfSatisfying(
                            BindFailedException.class,
                            e -> assertThat(e.problem().toString())
                                    .contains("127.0.0.1:" + busy.getLocalPort(), "the port is in use"));

            assertThat(listeners.all()).isEmpty();
            new ServerSocket(freePort, 1, InetAddress.getLoopbackAddress()).close(); // fails if it is still bound
        }
    }

    /** The socket accepts for a moment what the kernel has for it, and is ours until then. */
    @Test
    void anAddressThatWasGivenUpAMomentAgoIsBoundAgain() throws Exception {
        ListenerConfig fixed = config(freePort(), ListenerConfig.Protocol.HTTP);
        ListenerConfig other = config(0, ListenerConfig.Protocol.HTTP);
        listeners.prepare(List.of(other, fixed)).commit();
        listeners.prepare(List.of(other)).commit();

        listeners.prepare(List.of(other, fixed)).commit();

        assertThat(greeting(new InetSocketAddress("127.0.0.1", fixed.port()))).isEqualTo('P');
    }

    /** Whoever stopped what holds the port would stop this process. */
    @Test
    void aPortThatIsOursIsNotToldAsThatOfAnotherProcess() throws Exception {
        ListenerConfig here = config(freePort(), ListenerConfig.Protocol.HTTP);
        ListenerConfig everywhere = new ListenerConfig(here.where(), "0.0.0.0", here.port(), here.protocol());
        listeners.prepare(List.of(here)).commit();

        assertThatThrownBy(() -> listeners.prepare(List.of(everywhere)))
                .isInstanceOfSatisfying(
                        BindFailedException.class,
                        e -> assertThat(e.problem().toString())
                                .contains(
                                        "the port is in use, by the listener " + here.address() + " of this gateway",
                                        "remove that listener by a reload of its own first"));
        assertThatThrownBy(() -> listeners.prepare(List.of(here, everywhere)))
                .isInstanceOfSatisfying(
                        BindFailedException.class,
                        e -> assertThat(e.problem().remedy()).startsWith("one of the two needs another port"));
    }

    @Test
    void anAddressThatStandsElsewhereInTheFileIsLeftAlone() throws Exception {
        List<ListenerConfig> made = new ArrayList<>();
        Listeners counted = new Listeners(transport, loops, limit, config -> {
            made.add(config);
            return new Greeter(config);
        });
        ListenerConfig before = config(0, ListenerConfig.Protocol.HTTP);
        counted.prepare(List.of(before)).commit();
        int atFirst = made.size();

        ListenerConfig moved =
                new ListenerConfig(new Location("gateway.yaml", 2, 1), before.host(), 0, before.protocol());
        counted.prepare(List.of(moved)).commit();

        assertThat(made).hasSize(atFirst);
    }

    @Test
    void ofAChangeThatIsNeverCommittedNothingStaysBound() throws Exception {
        int freePort = freePort();
        assertThatThrownBy(() -> {
                    try (Listeners.Change change =
                            listeners.prepare(List.of(config(freePort, ListenerConfig.Protocol.HTTP)))) {
                        assertThat(change).isNotNull();
                        throw new IllegalStateException("a fault of ours before it is committed");
                    }
                })
                .isInstanceOf(IllegalStateException.class);
        new ServerSocket(freePort, 1, InetAddress.getLoopbackAddress()).close(); // fails if it is still bound
    }

    @Test
    void beyondTheLimitConnectionsAreClosedAndCounted() throws Exception {
        listeners.prepare(List.of(config(0, ListenerConfig.Protocol.HTTP))).commit();
        try (Socket first = connect(only());
                Socket second = connect(only())) {
            assertThat(first.getInputStream().read()).isEqualTo('P');
            assertThat(second.getInputStream().read()).isEqualTo('P');

            assertThat(greeting(only())).isEqualTo(-1);

            assertThat(limit.refused()).isEqualTo(1);
            assertThat(limit.open()).isEqualTo(2);
        }
        limit.none().get(5, TimeUnit.SECONDS);
        assertThat(greeting(only())).isEqualTo('P');
    }

    @Test
    void theLimitOfEachClientHoldsOverAllListeners() throws Exception {
        limit.most(100);
        limit.perClient().change(2, List.of());
        listeners
                .prepare(List.of(config(0, ListenerConfig.Protocol.HTTP), config(0, ListenerConfig.Protocol.HTTPS)))
                .commit();
        InetSocketAddress[] both =
                listeners.all().stream().map(Listener::address).toArray(InetSocketAddress[]::new);
        try (Socket first = connect(both[0]);
                Socket second = connect(both[1])) {
            assertThat(first.getInputStream().read()).isEqualTo('P');
            assertThat(second.getInputStream().read()).isEqualTo('S');

            assertThat(greeting(both[0])).isEqualTo(-1);
            assertThat(greeting(both[1])).isEqualTo(-1);

            assertThat(limit.perClient().refused()).isEqualTo(2);
            assertThat(limit.open()).isEqualTo(2);
            assertThat(limit.accepted()).isEqualTo(2);
        }
        limit.none().get(5, TimeUnit.SECONDS);
        assertThat(limit.perClient().clients()).isZero();
        assertThat(greeting(both[0])).isEqualTo('P');
    }

    @Test
    void whatTheKernelHasAcceptedIsServedBeforeThePortCloses() throws Exception {
        limit.most(100);
        listeners.prepare(List.of(config(0, ListenerConfig.Protocol.HTTP))).commit();
        InetSocketAddress address = only();
        Socket[] clients = new Socket[50];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = connect(address);
        }

        listeners.retireAll().get(5, TimeUnit.SECONDS);

        for (Socket client : clients) {
            assertThat(client.getInputStream().read()).isEqualTo('P');
            client.close();
        }
        assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
    }

    /** io_uring has no socket of IPv4 alone: there such a connection is made, and closed without a word. */
    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
    void anAddressOfIpv4TakesNoIpv6(TransportChoice choice) throws Exception {
        assumeTrue(hasIpv6(), "no IPv6 here");
        assumeTrue(choice != TransportChoice.IO_URING || IoUring.isAvailable(), "no io_uring here");
        Transport chosen = Transports.choose(choice);
        EventLoopGroup own = chosen.loops(1, "ipv4");
        Listeners ipv4 = new Listeners(chosen, own, limit, Greeter::new);
        try {
            ListenerConfig everywhere =
                    new ListenerConfig(new Location("gateway.yaml", 1, 1), "0.0.0.0", 0, ListenerConfig.Protocol.HTTP);
            ipv4.prepare(List.of(everywhere)).commit();
            InetSocketAddress bound = ipv4.all().iterator().next().address();

            assertThat(bound.getAddress()).isEqualTo(InetAddress.getByAddress(new byte[4]));
            assertThat(greeting(new InetSocketAddress("127.0.0.1", bound.getPort())))
                    .isEqualTo('P');
            assertThat(greetingOrNothing(new InetSocketAddress("::1", bound.getPort())))
                    .isEqualTo(-1);
        } finally {
            own.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket any = new ServerSocket()) {
            any.bind(new InetSocketAddress("::1", 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private InetSocketAddress only() {
        return listeners.all().iterator().next().address();
    }

    private static int greeting(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            return socket.getInputStream().read();
        }
    }

    private static int greetingOrNothing(InetSocketAddress address) throws IOException {
        try {
            return greeting(address);
        } catch (ConnectException e) {
            return -1;
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(5000);
        return socket;
    }

    private static ListenerConfig config(int port, ListenerConfig.Protocol protocol) {
        return new ListenerConfig(new Location("gateway.yaml", 1, 1), "127.0.0.1", port, protocol);
    }

    private static Transport transport() {
        try {
            return Transports.choose(TransportChoice.AUTO);
        } catch (TransportUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends one letter for what is spoken on the listener: {@code P}lain or {@code S}ecure. */
    @ChannelHandler.Sharable
    private static final class Greeter extends ChannelInboundHandlerAdapter {
        private final ListenerConfig listener;

        Greeter(ListenerConfig listener) {
            this.listener = listener;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            char letter = listener.protocol() == ListenerConfig.Protocol.HTTP ? 'P' : 'S';
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) letter}));
        }
    }
}
