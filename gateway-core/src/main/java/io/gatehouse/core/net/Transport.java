// SPDX-License-Identifier: Apache-2.0

package io.gatehouse.core.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.function.Supplier;

/**
 * One way of driving sockets.
 *
 * @param name as in configuration: {@code io_uring}, {@code epoll} or {@code nio}
 * @param handlers makes what an event loop waits with
 */
public record Transport(
        String name,
        Supplier<IoHandlerFactory> handlers,
        Class<? extends ServerSocketChannel> serverChannel,
        Class<? extends SocketChannel> channel) {}
