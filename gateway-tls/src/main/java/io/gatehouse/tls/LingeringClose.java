// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Lets the last word of a failed handshake arrive. Closing a socket with bytes unread makes the kernel send a reset, which overtakes
 * the alert on its way to a client that is still sending. So a close ends the output only, behind what is written, drops what
 * still comes in, and closes for good when the client does or after a second.
 *
 * <p><b>Place:</b> before everything else, until the handshake is judged. <b>Direction:</b> both. <b>State:</b> lingering or not.
 * <b>Ownership:</b> releases what arrives while lingering.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel's close future tells
final class LingeringClose extends ChannelDuplexHandler {
    private static final long LINGER_MILLIS = 1_000;

    private boolean lingering;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!(ctx.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
            ctx.close(promise);
            return;
        }
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        if (!lingering) {
            lingering = true;
            channel.config().setAutoRead(true);
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
