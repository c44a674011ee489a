// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sizes TLS records to the stream that they carry. Nothing of a record can be used before all of it is there, and one of full size is longer
 * than what TCP sends at first (ten segments: RFC 6928), so its head would wait for another round trip. A stream therefore begins with
 * short records. Once it is under way, and TCP's window has grown, full ones cost least, and several of them in one buffer less still. After
 * a pause TCP begins anew (RFC 5681, section 4.1), and so do the records.
 *
 * <p>One size for each flush. <b>Place:</b> right after the {@code SslHandler}, as long as the connection lasts. <b>Direction:</b>
 * outbound. <b>State:</b> how much went out since the last pause. <b>Ownership:</b> none.
 */
final class RecordSizes extends ChannelOutboundHandlerAdapter {
    /** A record of three segments. */
    static final int SHORT = 4 * 1024;

    /** Four records as long as there are (RFC 8446, section 5.1), encrypted into one buffer. */
    static final int LONG = 64 * 1024;

    /** About what TCP sends before it hears an answer. */
    private static final int BEGINNING = 16 * 1024;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IntConsumer size;
    private long sent; // since the last pause
    private int waiting;
    private long flushedAtNanos;

    /** @param size takes the most octets to encrypt at once, before each flush */
    RecordSizes(IntConsumer size) {
        this.size = size;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf octets) {
            waiting += octets.readableBytes();
        }
        ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (waiting > 0) {
            long now = ctx.executor().ticker().nanoTime();
            if (now - flushedAtNanos >= PAUSE_NANOS) {
                sent = 0;
            }
            size.accept(sent < BEGINNING ? SHORT : LONG);
            flushedAtNanos = now;
            sent += waiting;
            waiting = 0;
        }
        ctx.flush();
    }
}
