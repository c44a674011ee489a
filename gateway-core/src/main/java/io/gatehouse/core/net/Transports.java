// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.TransportChoice;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Chooses how sockets are driven.
 *
 * <p>{@code auto} is epoll where it loads, else NIO. It is not io_uring, although that needs less CPU per request: as Netty 4.2.18
 * drives it, a process does not recover from a lack of memory or descriptors (ADR 0019). Asked for by name it is used, or the
 * start fails and says why.
 */
public final class Transports {
    private Transports() {}

    /**
     * The transport for a choice.
     *
     * @throws TransportUnavailableException if this machine does not have the one that was asked for
     */
    public static Transport choose(TransportChoice choice) throws TransportUnavailableException {
        return switch (choice) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> {
                require("epoll", Epoll.isAvailable(), Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                require("io_uring", IoUring.isAvailable(), IoUring.unavailabilityCause());
                yield ioUring();
            }
            case NIO -> nio();
        };
    }

    private static void require(String name, boolean available, Throwable cause) throws TransportUnavailableException {
        if (!available) {
            throw new TransportUnavailableException(name, cause);
        }
    }

    private static Transport epoll() {
        return new Transport(
                "epoll",
                EpollGuard::newFactory,
                EpollServerSocketChannel::new,
                () -> new EpollServerSocketChannel(SocketProtocolFamily.INET),
                EpollSocketChannel.class,
                EpollDatagramChannel.class);
    }

    private static Transport ioUring() {
        return new Transport(
                "io_uring",
                IoUringGuard::newFactory,
                IoUringServerSocketChannel::new,
                IoUringServerSocketChannel::new, // it offers no choice of the family: see AcceptGuard
                IoUringSocketChannel.class,
                IoUringDatagramChannel.class);
    }

    private static Transport nio() {
        return new Transport(
                "nio",
                NioIoHandler::newFactory,
                NioServerSocketChannel::new,
                () -> new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET),
                NioSocketChannel.class,
                NioDatagramChannel.class);
    }
}
