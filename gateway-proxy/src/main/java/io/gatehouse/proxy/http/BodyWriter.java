// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.CharsetUtil;
import io.netty.util.internal.OutOfDirectMemoryError;

/** Writes a body as it is framed: as it is, or in chunks of whatever size it comes in. Stateless. */
public final class BodyWriter {
    /** Up to here a chunk is copied behind its size, which is cheaper than three writes. */
    private static final int COPY_UP_TO = 1024;

    private static final int MAX_SIZE_LINE = 10;
    private static final int CRLF_SHORT = '\r' << 8 | '\n';
    private static final ByteBuf CRLF = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeShort(CRLF_SHORT))
            .asReadOnly();

    private BodyWriter() {}

    /**
     * Writes a part of a body; takes ownership of {@code data}. Empty parts are dropped: an empty chunk is the last.
     *
     * @param unheard the promise of writes whose result nobody listens to
     */
    public static void write(ChannelHandlerContext ctx, ByteBuf data, boolean chunked, ChannelPromise unheard) {
        if (!data.isReadable()) {
            data.release();
        } else if (!chunked) {
            ctx.write(data, unheard);
        } else if (data.readableBytes() <= COPY_UP_TO) {
            writeCopied(ctx, data, unheard);
        } else {
            ctx.write(sizeLine(ctx, data), unheard);
            ctx.write(data, unheard);
            ctx.write(CRLF.duplicate(), unheard);
        }
    }

    /** Writes the end of a chunked body. */
    public static void end(ChannelHandlerContext ctx, HttpHeaders trailers, ChannelPromise unheard) {
        ctx.write(Http1Writer.lastChunk(ctx.alloc(), trailers), unheard);
    }

    private static void writeCopied(ChannelHandlerContext ctx, ByteBuf data, ChannelPromise unheard) {
        try {
            ByteBuf chunk = ctx.alloc().buffer(data.readableBytes() + MAX_SIZE_LINE + 2);
            ctx.write(
                    writeSizeLine(chunk, data.readableBytes()).writeBytes(data).writeShort(CRLF_SHORT), unheard);
        } finally {
            data.release();
        }
    }

    private static ByteBuf sizeLine(ChannelHandlerContext ctx, ByteBuf data) {
        try {
            return writeSizeLine(ctx.alloc().buffer(MAX_SIZE_LINE), data.readableBytes());
        } catch (OutOfDirectMemoryError e) {
            data.release();
            throw e;
        }
    }

    private static ByteBuf writeSizeLine(ByteBuf out, int bytes) {
        out.writeCharSequence(Integer.toHexString(bytes), CharsetUtil.US_ASCII);
        return out.writeShort(CRLF_SHORT);
    }
}
