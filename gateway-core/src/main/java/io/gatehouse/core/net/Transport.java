// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetSocketAddress;
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
        Class<? extends SocketChannel> channel,
        Class<? extends DatagramChannel> datagramChannel) {

    /** Looks up host names without blocking, in {@code /etc/hosts} and by the system's DNS servers; the caller closes it. */
    public AddressResolverGroup<InetSocketAddress> resolvers() {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(datagramChannel)
                .socketChannelType(channel));
    }
}
