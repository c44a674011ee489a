// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads messages of HTTP/1.1 that begin as they should and are framed by {@code Content-Length}, and tells of each. <b>Place:</b> behind TLS. <b>Direction:</b>
 * inbound. <b>State:</b> head or body. <b>Ownership:</b> releases what it reads.
 */
final class MessageReader extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEAD = 16_384;
    private static final int END = 0x0d0a0d0a;
    private static final String LENGTH = "\r\ncontent-length:";

    private final String start;
    private final Listener listener;
    private final byte[] head = new byte[MAX_HEAD];
    private int headLength;
    private int last;
    private long bodyLeft = -1;
    private String why = "closed";

    /** Hears of messages and, once, of the end. */
    interface Listener {
        void read(Channel channel);

        /** The connection is closed, by whomever. */
        void closed(Channel channel, String why);
    }

    MessageReader(String start, Listener listener) {
        this.start = start;
        this.listener = listener;
    }

    /** A reader of answers of status 200. */
    static MessageReader ofAnswers(Listener listener) {
        return new MessageReader("HTTP/1.1 200 ", listener);
    }

    /** A reader of uploads. */
    static MessageReader ofUploads(Listener listener) {
        return new MessageReader("POST ", listener);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        try {
            while (octets.isReadable()) {
                if (bodyLeft < 0) {
                    readHead(octets);
                } else {
                    int now = (int) Math.min(bodyLeft, octets.readableBytes());
                    octets.skipBytes(now);
                    bodyLeft -= now;
                }
                if (bodyLeft == 0) {
                    bodyLeft = -1;
                    listener.read(ctx.channel());
                }
            }
        } finally {
            octets.release();
        }
    }

    private void readHead(ByteBuf octets) {
        while (octets.isReadable()) {
            if (headLength == MAX_HEAD) {
                throw new IllegalStateException("a head of more than " + MAX_HEAD + " octets");
            }
            byte octet = octets.readByte();
            head[headLength++] = octet;
            last = (last << 8) | (octet & 0xff);
            if (last == END) {
                bodyLeft = length(start, new String(head, 0, headLength, StandardCharsets.ISO_8859_1));
                headLength = 0;
                last = 0;
                return;
            }
        }
    }

    /** The length of the body behind a head that begins like this; anything else is an error. */
    static long length(String start, String head) {
        if (!head.startsWith(start)) {
            throw new IllegalStateException(
                    "not what was expected: " + head.lines().findFirst().orElse(""));
        }
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) {
            throw new IllegalStateException("a message without Content-Length");
        }
        int from = at + LENGTH.length();
        return Long.parseLong(lower.substring(from, lower.indexOf('\r', from)).strip());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        listener.closed(ctx.channel(), why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        why = cause.toString();
        ctx.close();
    }
}
