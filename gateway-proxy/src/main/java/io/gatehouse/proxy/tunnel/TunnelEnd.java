// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * One end of a tunnel: passes what it reads to the other end, and stops reading while that one is full.
 *
 * <p><b>Place:</b> last. <b>Direction:</b> inbound. <b>State:</b> whether it reads to its end. <b>Ownership:</b> hands buffers to the other channel.
 */
final class TunnelEnd extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final Tunnel tunnel;
    private boolean inputEnded;

    TunnelEnd(Channel other, Tunnel tunnel) {
        this.other = other;
        this.tunnel = tunnel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf data) {
            tunnel.touched();
            other.write(data);
            if (!other.isWritable()) {
                other.flush();
                ctx.channel().config().setAutoRead(other.isWritable());
            }
        } else {
            ReferenceCountUtil.release(message); // what the decoder made of the end of the handshake
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
            inputEnded = true;
            tunnel.halfEnded(ctx.channel());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        other.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tunnel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        tunnel.failed(ctx.channel(), cause);
    }
}
