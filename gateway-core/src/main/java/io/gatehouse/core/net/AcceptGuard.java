// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what is accepted beyond the connection limit, and pauses accepting while the process has no descriptor left:
 * the kernel goes on reporting the waiting connection, so trying again at once would only burn a processor.
 *
 * <p><b>Place:</b> pipeline of a listening socket, before Netty's acceptor. <b>Direction:</b> inbound. <b>State:</b> how
 * many were accepted, and when the last pause was logged. <b>Ownership:</b> passes an accepted channel on, or closes it.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {
    static final long PAUSE_MILLIS = 100;

    private static final Logger log = LoggerFactory.getLogger(AcceptGuard.class);
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionLimit limit;
    private final String address;
    private long accepted;
    private long loggedAt = System.nanoTime() - LOG_EVERY_NANOS;

    AcceptGuard(ConnectionLimit limit, String address) {
        this.limit = limit;
        this.address = address;
    }

    /** Connections taken from the kernel so far; event loop only. */
    long accepted() {
        return accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        Channel child = (Channel) msg;
        accepted++;
        if (limit.admit()) {
            child.closeFuture().addListener(closed -> limit.closed());
            ctx.fireChannelRead(child);
        } else {
            child.unsafe().closeForcibly(); // not registered with a loop yet, so close() would not do
            logSometimes("connection limit reached, new connections are closed", limit.most(), "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.channel().config().setAutoRead(false);
        ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        logSometimes("accepting failed, paused", limit.most(), String.valueOf(cause.getMessage()));
    }

    private void logSometimes(String what, int most, String cause) {
        long now = System.nanoTime();
        if (now - loggedAt >= LOG_EVERY_NANOS) {
            loggedAt = now;
            log.warn("{} listener={} open={} limit={} {}", what, address, limit.open(), most, cause);
        }
    }
}
