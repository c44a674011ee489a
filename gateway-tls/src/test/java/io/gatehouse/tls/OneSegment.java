// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds what a client writes after its ClientHello, so that the end of the handshake and a request arrive in one segment. */
final class OneSegment extends ChannelOutboundHandlerAdapter {
    private @Nullable ByteBuf held;
    private @Nullable ChannelHandlerContext context;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (context == null) {
            context = ctx;
            ctx.write(message, promise);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        held = held == null ? Unpooled.buffer() : held;
        held.writeBytes(bytes);
        bytes.release();
        promise.setSuccess();
    }

    /** Sends everything held and leaves; on the channel's event loop. */
    @SuppressWarnings("FutureReturnValueIgnored") // the answer tells
    void send() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.writeAndFlush(Objects.requireNonNull(held));
        ctx.pipeline().remove(this);
    }
}
