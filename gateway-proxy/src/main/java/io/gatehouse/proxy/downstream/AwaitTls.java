// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/**
 * Waits for a handshake that was judged good, then makes room for HTTP.
 *
 * <p><b>Place:</b> last, behind {@code SniSelectHandler}. <b>Direction:</b> inbound. <b>State:</b> none. <b>Ownership:</b>
 * releases what comes before the handshake is judged; there should be nothing.
 */
final class AwaitTls extends ChannelInboundHandlerAdapter {
    private final Consumer<TlsEstablished> ready;

    AwaitTls(Consumer<TlsEstablished> ready) {
        this.ready = ready;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof TlsEstablished established) {
            ready.accept(established);
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        ctx.close();
    }

    /** The handshake's own handler has reported what there is to report. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
