// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;

/**
 * Ends a connection where its TLS ends: at a record that does not decrypt, and at a close_notify.
 *
 * <p>For a broken record the engine hands out the fatal alert (RFC 8446, section 6.2) and keeps the error until it is next asked to
 * encrypt. A connection that has nothing to say would stay open, and its other side would go on, until a clock ends it. So after
 * each read BoringSSL is asked whether the records end here without a close_notify that the engine knows of; if so, an empty
 * flush makes the engine throw, and the error comes up the pipeline like every other.
 *
 * <p>At a close_notify of the other side the engine ends both halves: nothing can be sent any more, so there is nothing to stay open
 * for. Behind our own one the other side may go on, and whoever ended our half decides for how long; Netty says that TLS is closed at
 * the first record that comes then.
 *
 * <p><b>Place:</b> right after the {@code SslHandler}, as long as the connection lasts. <b>Direction:</b> inbound. <b>State:</b>
 * whether Netty said so. <b>Ownership:</b> none.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is the end: nobody waits for it
public final class EndOfTls extends ChannelInboundHandlerAdapter {
    private final SslHandler ssl;
    private boolean closed; // one half at least

    /** Watches the engine of this handler, which must be one of {@link TlsContextCache}. */
    public EndOfTls(SslHandler ssl) {
        this.ssl = ssl;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isBroken((ReferenceCountedOpenSslEngine) ssl.engine())) {
            ctx.flush();
        }
        ctx.fireChannelReadComplete();
        closeIfEnded(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (event == SslCloseCompletionEvent.SUCCESS) {
            closed = true;
            closeIfEnded(ctx);
        }
    }

    private void closeIfEnded(ChannelHandlerContext ctx) {
        if (closed && ssl.engine().isInboundDone()) {
            ctx.close();
        }
    }

    /** BoringSSL has one flag for a close_notify and for a fatal error; a close_notify ends the engine's input as well. */
    private static boolean isBroken(ReferenceCountedOpenSslEngine engine) {
        long pointer = engine.sslPointer(); // 0 once the engine is shut down
        return pointer != 0 && (SSL.getShutdown(pointer) & SSL.SSL_RECEIVED_SHUTDOWN) != 0 && !engine.isInboundDone();
    }
}
