// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.BodyWriter;
import io.gatehouse.proxy.http.Http1Writer;
import io.gatehouse.proxy.http.Http1Writer.Persistence;
import io.gatehouse.proxy.http.HttpDate;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Frames responses for one client: by length, in chunks, or for HTTP/1.0 by the end of the connection. Writes, and leaves
 * flushing to its caller. Event loop of the connection only.
 */
final class ResponseWriter {
    private final ChannelHandlerContext context;
    private final HttpDate date;

    private boolean http10;
    private boolean keepAlive;
    private boolean chunked;
    private boolean continued;

    ResponseWriter(ChannelHandlerContext context, HttpDate date) {
        this.context = context;
        this.date = date;
    }

    /** The next response answers {@code request}; null for a request whose head could not be read. */
    void begin(@Nullable RequestHead request) {
        http10 = request != null && request.http10();
        keepAlive = request != null && request.keepAlive();
        chunked = false;
        continued = false;
    }

    /** The connection ends with this response; no effect on a head that was written. */
    void closeAfterwards() {
        keepAlive = false;
    }

    /** Whether the client may send another request after this response. */
    boolean keepsAlive() {
        return keepAlive;
    }

    /** Whether the client was told to send its body. */
    boolean continued() {
        return continued;
    }

    void interim(ResponseHead head) {
        if (!http10) { // which knows none: RFC 9110, section 15.2
            continued |= head.status().equals(HttpResponseStatus.CONTINUE);
            write(head, BodyLength.NONE, Persistence.DEFAULT);
        }
    }

    void head(ResponseHead head) {
        long length = head.bodyLength() == BodyLength.NONE ? head.declaredLength() : head.bodyLength();
        if (length == BodyLength.CHUNKED || length == BodyLength.UNTIL_CLOSE) {
            chunked = !http10;
            keepAlive &= chunked;
            length = chunked ? BodyLength.CHUNKED : BodyLength.UNTIL_CLOSE;
        }
        if (!head.headers().contains(HttpHeaderNames.DATE)) {
            head.headers().set(HttpHeaderNames.DATE, date.now()); // RFC 9110, section 6.6.1
        }
        Persistence open = http10 ? Persistence.KEEP_ALIVE : Persistence.DEFAULT;
        write(head, length, keepAlive ? open : Persistence.CLOSE);
    }

    /** The 101 that makes the connection a WebSocket. */
    void upgrade(ResponseHead head) {
        write(head, BodyLength.NONE, Persistence.UPGRADE);
    }

    /** Takes ownership. */
    void body(ByteBuf data) {
        BodyWriter.write(context, data, chunked);
    }

    void end(HttpHeaders trailers) {
        if (chunked) {
            BodyWriter.end(context, trailers);
        }
    }

    private void write(ResponseHead head, long length, Persistence persistence) {
        context.write(Http1Writer.response(context.alloc(), head.status(), head.headers(), length, persistence));
    }
}
