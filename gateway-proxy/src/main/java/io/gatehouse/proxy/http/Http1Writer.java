// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.CharsetUtil;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes HTTP/1.1 messages. What it is given passed {@link RequestRules} or {@link ResponseRules} or was made by the
 * gateway, so it writes and does not judge; framing fields are its own, from the body length.
 *
 * <p>The caller owns the buffers returned.
 */
public final class Http1Writer {
    private static final int HEAD_BYTES = 512; // of an ordinary head; the buffer grows

    /** Up to here a body of known length gets room behind its head: TLS then copies it there instead of both elsewhere. */
    private static final int ROOM_BYTES = 4096;

    private static final AsciiString HTTP_1_1 = AsciiString.cached("HTTP/1.1 ");
    private static final AsciiString REQUEST_LINE_END = AsciiString.cached(" HTTP/1.1\r\nhost: ");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length: ");
    private static final AsciiString CHUNKED = AsciiString.cached("transfer-encoding: chunked\r\n");
    private static final AsciiString CLOSE = AsciiString.cached("connection: close\r\n");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("connection: keep-alive\r\n");
    private static final AsciiString TE_TRAILERS = AsciiString.cached("te: trailers\r\nconnection: te\r\n");
    private static final AsciiString WEBSOCKET = AsciiString.cached("upgrade: websocket\r\nconnection: upgrade\r\n");
    private static final AsciiString LAST_CHUNK = AsciiString.cached("0\r\n");
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON_SP = ':' << 8 | ' ';

    /** What the Connection field of a response says. */
    public enum Persistence {
        /** Nothing: HTTP/1.1 goes on by itself. */
        DEFAULT,
        /** For an HTTP/1.0 client that asked for it. */
        KEEP_ALIVE,
        CLOSE,
        /** 101 to a WebSocket handshake. */
        UPGRADE
    }

    private Http1Writer() {}

    /** A request head; {@code host} is the Host field. */
    public static ByteBuf request(ByteBufAllocator alloc, RequestHead head, String host) {
        ByteBuf out = alloc.buffer(HEAD_BYTES);
        ByteBufUtil.writeAscii(out, head.method());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, head.target());
        ByteBufUtil.writeAscii(out, REQUEST_LINE_END);
        ByteBufUtil.writeAscii(out, host);
        out.writeShort(CRLF);
        fields(out, head.headers());
        framing(out, head.bodyLength());
        if (head.upgradesToWebSocket()) {
            ByteBufUtil.writeAscii(out, WEBSOCKET);
        } else if (head.acceptsTrailers()) {
            ByteBufUtil.writeAscii(out, TE_TRAILERS);
        }
        return out.writeShort(CRLF);
    }

    /** A response head; {@code bodyLength} as it is framed for this client, or the declared one of a bodiless answer. */
    public static ByteBuf response(
            ByteBufAllocator alloc,
            HttpResponseStatus status,
            HttpHeaders headers,
            long bodyLength,
            Persistence persistence) {
        ByteBuf out =
                alloc.buffer(bodyLength > 0 && bodyLength <= ROOM_BYTES ? HEAD_BYTES + (int) bodyLength : HEAD_BYTES);
        ByteBufUtil.writeAscii(out, HTTP_1_1);
        ByteBufUtil.writeAscii(out, status.codeAsText());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, status.reasonPhrase());
        out.writeShort(CRLF);
        fields(out, headers);
        framing(out, bodyLength);
        switch (persistence) {
            case DEFAULT -> {}
            case KEEP_ALIVE -> ByteBufUtil.writeAscii(out, KEEP_ALIVE);
            case CLOSE -> ByteBufUtil.writeAscii(out, CLOSE);
            case UPGRADE -> ByteBufUtil.writeAscii(out, WEBSOCKET);
        }
        return out.writeShort(CRLF);
    }

    /** The end of a chunked body. */
    public static ByteBuf lastChunk(ByteBufAllocator alloc, HttpHeaders trailers) {
        ByteBuf out = alloc.buffer(16);
        ByteBufUtil.writeAscii(out, LAST_CHUNK);
        fields(out, trailers);
        return out.writeShort(CRLF);
    }

    private static void framing(ByteBuf out, long bodyLength) {
        if (bodyLength >= 0) {
            ByteBufUtil.writeAscii(out, CONTENT_LENGTH);
            out.writeCharSequence(Long.toString(bodyLength), CharsetUtil.US_ASCII);
            out.writeShort(CRLF);
        } else if (bodyLength == BodyLength.CHUNKED) {
            ByteBufUtil.writeAscii(out, CHUNKED);
        }
    }

    private static void fields(ByteBuf out, HttpHeaders headers) {
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            ByteBufUtil.writeAscii(out, field.getKey());
            out.writeShort(COLON_SP);
            ByteBufUtil.writeAscii(out, field.getValue());
            out.writeShort(CRLF);
        }
    }
}
