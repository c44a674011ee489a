// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * One way of driving sockets.
 *
 * @param name as in configuration: {@code io_uring}, {@code epoll} or {@code nio}
 * @param handlers makes what an event loop waits with
 * @param serverSocket makes a listening socket of the widest family: where the kernel has IPv6, one bound to {@code ::} takes
 *     IPv4 too
 * @param serverSocketOfIpv4 makes one that takes IPv4 only
 */
public record Transport(
        String name,
        Supplier<IoHandlerFactory> handlers,
        Supplier<ServerSocketChannel> serverSocket,
        Supplier<ServerSocketChannel> serverSocketOfIpv4,
        Class<? extends SocketChannel> channel,
        Class<? extends DatagramChannel> datagramChannel) {

    /**
     * Makes a listening socket for an address: of IPv4 alone if the address is, since a socket of IPv6 that is bound to
     * {@code 0.0.0.0} would let IPv6 in, past firewall rules that an operator wrote for IPv4.
     */
    public ServerSocketChannel serverSocketFor(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? serverSocketOfIpv4.get() : serverSocket.get();
    }

    /**
     * A group of event loops whose threads carry the name; the caller shuts it down.
     *
     * @param count at least 1
     */
    public EventLoopGroup loops(int count, String name) {
        DefaultThreadFactory threads = new DefaultThreadFactory("gatehouse-" + name, true);
        return new MultiThreadIoEventLoopGroup(count, threads, handlers.get());
    }

    /** Looks up host names without blocking, in {@code /etc/hosts} and by the system's DNS servers; the caller closes it. */
    public AddressResolverGroup<InetSocketAddress> resolvers() {
        return resolvers(new SystemNameServers());
    }

    /**
     * The same by these DNS servers; answers are kept for their TTL. Each question goes out from another port, which who forges an
     * answer has to guess (RFC 5452, section 9.2).
     */
    AddressResolverGroup<InetSocketAddress> resolvers(DnsServerAddressStreamProvider servers) {
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(datagramChannel)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .socketChannelType(channel)
                .nameServerProvider(servers));
    }
}
