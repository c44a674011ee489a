// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Reads along what a client sends first: its ClientHello, in one record. */
final class HelloSniffer extends ChannelOutboundHandlerAdapter {
    private static final int HEADERS = 5 + 4; // of the record, of the message

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        synchronized (sent) {
            sent.writeBytes(ByteBufUtil.getBytes((ByteBuf) message));
        }
        ctx.write(message, promise);
    }

    /** What the hello offered; any thread. */
    SessionOffer offer() {
        byte[] all;
        synchronized (sent) {
            all = sent.toByteArray();
        }
        if (all.length < HEADERS) {
            throw new IllegalStateException("no ClientHello was sent");
        }
        int record = ((all[3] & 0xFF) << 8) | (all[4] & 0xFF);
        return SessionOffer.in(Arrays.copyOfRange(all, HEADERS, 5 + record));
    }
}
