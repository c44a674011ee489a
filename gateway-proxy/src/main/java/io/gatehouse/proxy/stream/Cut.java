// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;

/** Ends a connection so that its peer cannot take what it got for complete: a reset, and over TLS no close_notify. */
public final class Cut {
    private Cut() {}

    /** Call on the channel's event loop. */
    public static void now(Channel channel) {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close(); // from the wire's end: TLS does not get to say goodbye
        }
    }
}
