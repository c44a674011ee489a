// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Keeps flushes from the socket, so that what several of them write goes out in one.
 *
 * <p><b>Place:</b> first, for a turn of the event loop at most. <b>Direction:</b> outbound. <b>State:</b> none. <b>Ownership:</b> none.
 */
final class HeldFlush extends ChannelOutboundHandlerAdapter {
    private final Channel channel;

    private HeldFlush(Channel channel) {
        this.channel = channel;
    }

    /** From now on nothing is flushed, until {@link #release}, which is to be called in this turn of the event loop or the next. */
    static HeldFlush on(Channel channel) {
        HeldFlush held = new HeldFlush(channel);
        channel.pipeline().addFirst(held);
        return held;
    }

    /** Flushes all at once. */
    void release() {
        if (channel.pipeline().context(this) != null) { // else the connection is gone
            channel.pipeline().remove(this);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {}
}
