// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.ListenerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One bound address. What is done with the connections accepted there may change while it stays bound.
 *
 * <p>The listening socket belongs to one event loop, which accepts and gives each connection to the next loop of the
 * group, where it stays. One socket per loop ({@code SO_REUSEPORT}) would save that step of a few microseconds, but
 * it lets a second gateway bind the same port without an error, spreads few connections unevenly, and resets what
 * waits at a socket when the number of sockets changes.
 */
public final class Listener {
    /** While a socket is being retired: accepting has come to rest if one such span brings no connection. */
    static final long REST_MILLIS = 20;

    private static final int MOST_RESTS = 20;

    private final Channel socket;
    private final InetSocketAddress asked;
    private final AcceptGuard guard;
    private final ServiceHolder service;

    private Listener(Channel socket, InetSocketAddress asked, AcceptGuard guard, ServiceHolder service) {
        this.socket = socket;
        this.asked = asked;
        this.guard = guard;
        this.service = service;
    }

    /**
     * Binds an address. Connections wait in the kernel until {@link #open}.
     *
     * @throws BindFailedException if the address cannot be bound
     */
    static Listener bind(Transport transport, EventLoopGroup loops, ConnectionLimit limit, Service first)
            throws BindFailedException {
        ListenerConfig config = first.config();
        ServiceHolder service = new ServiceHolder(first);
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        AcceptGuard guard = new AcceptGuard(limit, config.address(), address);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channelFactory(() -> transport.serverSocketFor(address))
                .option(ChannelOption.AUTO_READ, false)
                .handler(guard)
                .childHandler(new Dispatch(service));
        ChannelFuture bound = bootstrap.bind(address);
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new BindFailedException(config, bound.cause());
        }
        return new Listener(bound.channel(), address, guard, service);
    }

    /** As configured. */
    public ListenerConfig config() {
        return service.current.config();
    }

    /** As bound: with the port that the system chose if the configured one is 0. */
    public InetSocketAddress address() {
        int port = ((InetSocketAddress) socket.localAddress()).getPort();
        return new InetSocketAddress(
                asked.getAddress(), port); // a socket of IPv6 may stand for one of IPv4: see AcceptGuard
    }

    /** The bound address as text. */
    String text() {
        return NetUtil.toSocketAddressString(address());
    }

    /** Begins to accept; from now on connections are set up in this way. */
    void open(Service now) {
        service.current = now;
        socket.config().setAutoRead(true);
    }

    /**
     * Closes the socket once the connections that the kernel has already completed are accepted: closing it right away
     * would reset them. Takes {@value #REST_MILLIS} ms if nobody connects, 0.4 s at most.
     */
    CompletableFuture<Void> retire() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.eventLoop().execute(() -> awaitRest(-1, MOST_RESTS, done));
        return done;
    }

    /** Closes the socket right away; for one that was never opened. */
    void close() {
        socket.close().awaitUninterruptibly();
    }

    private void awaitRest(long acceptedBefore, int restsLeft, CompletableFuture<Void> done) {
        long accepted = guard.accepted();
        if (accepted == acceptedBefore || restsLeft == 0) {
            socket.close().addListener(closed -> done.complete(null));
            return;
        }
        Runnable again = () -> awaitRest(accepted, restsLeft - 1, done);
        socket.eventLoop().schedule(again, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * What a listener is at the moment.
     *
     * @param connections sets up an accepted connection; used for many, so sharable
     */
    record Service(ListenerConfig config, ChannelHandler connections) {}

    /** Shared by the listener, which changes it, and the event loops. */
    private static final class ServiceHolder {
        private volatile Service current;

        ServiceHolder(Service first) {
            this.current = first;
        }
    }

    /** Sets up a connection by what its listener is at that moment. */
    private static final class Dispatch extends ChannelInitializer<Channel> {
        private final ServiceHolder service;

        Dispatch(ServiceHolder service) {
            this.service = service;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(service.current.connections());
        }
    }
}
