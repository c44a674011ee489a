// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.BodyWriter;
import io.gatehouse.proxy.http.Http1Writer;
import io.gatehouse.proxy.http.Http1Writer.Persistence;
import io.gatehouse.proxy.http.HttpDate;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.ResponseHead;
import io.gatehouse.proxy.stream.DownstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one client connection, one after the other: frames each by length, in chunks, or for HTTP/1.0 by the end
 * of the connection. What concerns the connection itself it leaves to its {@link Owner}. Event loop only.
 */
final class Http1Response implements DownstreamStream {
    /** The connection that responses are written to. */
    interface Owner {
        /** A response is complete, and written but for a flush. */
        void responseEnded();

        /** The exchange takes, or does not take, more of the request's body. */
        void wantBody(boolean wanted);

        /** A response cannot be completed. */
        void responseCut();

        /** A 101 is written. */
        void switched(Channel upstream, Duration idle);
    }

    private final ChannelHandlerContext context;
    private final ClientClocks clocks;
    private final HttpDate date;
    private final Owner owner;
    private final ChannelPromise unheard; // of writes: what fails ends the channel, which is heard of

    private boolean http10;
    private boolean keepAlive;
    private boolean chunked;
    private boolean awaitsContinue; // the client sends its body only after a 100, or perhaps not

    Http1Response(ChannelHandlerContext context, ClientClocks clocks, HttpDate date, Owner owner) {
        this.context = context;
        this.clocks = clocks;
        this.date = date;
        this.owner = owner;
        this.unheard = new VoidChannelPromise(context.channel(), false);
    }

    /** The next response answers {@code request}; null for one whose head could not be read. */
    void begin(@Nullable RequestHead request) {
        http10 = request != null && request.http10();
        keepAlive = request != null && request.keepAlive();
        awaitsContinue = request != null && request.expectsContinue();
        chunked = false;
    }

    /** Whether the client may send another request after this response. */
    boolean keepsAlive() {
        return keepAlive;
    }

    @Override
    public void sendInterim(ResponseHead head) {
        if (!http10) { // which knows none: RFC 9110, section 15.2
            awaitsContinue &= !head.status().equals(HttpResponseStatus.CONTINUE);
            write(head, BodyLength.NONE, Persistence.DEFAULT);
        }
    }

    @Override
    public void sendHead(ResponseHead head) {
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

    private void write(ResponseHead head, long length, Persistence persistence) {
        ByteBuf octets = Http1Writer.response(context.alloc(), head.status(), head.headers(), length, persistence);
        clocks.written(octets.readableBytes());
        context.write(octets, unheard);
    }

    @Override
    public void sendBody(ByteBuf data) {
        clocks.written(data.readableBytes());
        BodyWriter.write(context, data, chunked, unheard);
    }

    @Override
    public void sendEnd(HttpHeaders trailers) {
        if (chunked) {
            BodyWriter.end(context, trailers, unheard);
        }
        owner.responseEnded();
    }

    @Override
    public void flush() {
        context.flush();
        clocks.flushed();
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void readMore(boolean wanted) {
        owner.wantBody(wanted);
    }

    @Override
    public boolean bodyMayNeverCome() {
        return awaitsContinue;
    }

    @Override
    public void closeAfterwards() {
        keepAlive = false;
    }

    @Override
    public void reset() {
        owner.responseCut();
    }

    @Override
    public void intoTunnel(ResponseHead head, Channel upstream, Duration idle) {
        write(head, BodyLength.NONE, Persistence.UPGRADE);
        flush();
        owner.switched(upstream, idle);
    }
}
