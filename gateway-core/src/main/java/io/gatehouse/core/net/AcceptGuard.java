// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.IpSubnet;
import io.gatehouse.proxy.clock.Seldom;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what is accepted beyond the limits of connections, or over IPv6 by a listener of IPv4, and pauses accepting while the
 * process has no descriptor left: the kernel goes on reporting the waiting connection, so trying again at once would only burn a
 * processor.
 *
 * <p><b>Place:</b> pipeline of a listening socket, before Netty's acceptor. <b>Direction:</b> inbound. <b>State:</b> how
 * many were accepted, and when that was last logged. <b>Ownership:</b> passes an accepted channel on, or closes it.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {
    static final long PAUSE_MILLIS = 100;

    private static final Logger log = LoggerFactory.getLogger(AcceptGuard.class);

    private final ConnectionLimit limit;
    private final String address;
    private final boolean ipv4Only;
    private long accepted;
    private final Seldom full = Seldom.onceASecond();
    private final Seldom clientRefused = Seldom.onceASecond();

    /**
     * A guard of one listening socket.
     *
     * @param address as configured
     * @param bound what it stands for. The socket may be one of IPv6 all the same, which takes IPv6 at {@code 0.0.0.0}: there
     *     are transports that know no other
     */
    AcceptGuard(ConnectionLimit limit, String address, InetSocketAddress bound) {
        this.limit = limit;
        this.address = address;
        this.ipv4Only = bound.getAddress() instanceof Inet4Address;
    }

    /** Connections taken from the kernel so far; event loop only. */
    long accepted() {
        return accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        Channel child = (Channel) msg;
        accepted++;
        if (child.remoteAddress() == null
                || (ipv4Only && isOfIpv6(child))) { // reset while it waited: nobody knows whose it was
            refuse(child);
            return;
        }
        IpSubnet client = limit.perClient().admit(child.remoteAddress());
        if (client.equals(ClientLimit.REFUSED)) {
            refuse(child);
            if (clientRefused.mayHappen()) {
                log.warn(
                        "limits.connections_per_client reached, a new connection is closed listener={} client={} limit={}",
                        address,
                        child.remoteAddress(),
                        limit.perClient().most());
            }
        } else if (!limit.admit()) {
            limit.perClient().closed(client);
            refuse(child);
            logSometimes("connection limit reached, new connections are closed", "");
        } else {
            child.closeFuture().addListener(closed -> closed(client));
            ctx.fireChannelRead(child);
        }
    }

    private static boolean isOfIpv6(Channel child) {
        return child.remoteAddress() instanceof InetSocketAddress client && client.getAddress() instanceof Inet6Address;
    }

    private static void refuse(Channel child) {
        child.unsafe().closeForcibly(); // not registered with a loop yet, so close() would not do
    }

    private void closed(IpSubnet client) {
        limit.perClient().closed(client);
        limit.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        logSometimes("accepting failed, paused", String.valueOf(cause.getMessage()));
    }

    private void logSometimes(String what, String cause) {
        if (full.mayHappen()) {
            log.warn("{} listener={} open={} limit={} {}", what, address, limit.open(), limit.most(), cause);
        }
    }
}
