// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.gatehouse.config.LimitsConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests, refuses every head that is not written as RFC 9112 has it, and waits between requests.
 *
 * <p>A refused head is passed on as the {@link HttpFault} itself. After {@link #pause} nothing more is decoded until
 * {@link #resume}: that is how pipelined requests are answered one after the other, and how a body waits for its upstream,
 * without a queue.
 *
 * <p><b>Place:</b> after TLS, before {@code Http1Downstream}. <b>Direction:</b> inbound. <b>State:</b> between heads, inside
 * a message, or refused for good. <b>Ownership:</b> passes slices of what was read on.
 */
public final class StrictRequestDecoder extends HttpRequestDecoder {
    /** What the adapter wants to know about octets that are not a message yet. On the event loop. */
    public interface Listener {
        /** The first octets of a head came. */
        void headBegun();

        /** Octets came while decoding is paused: time to stop reading. */
        void dataWhilePaused();
    }

    private final HeadLimits limits;
    private final HeadScanner scanner;
    private final Listener listener;

    private @Nullable ChunkedBody chunks; // of the message that is read
    private @Nullable ChannelHandlerContext context;
    private int headOctets;
    private int headFields;
    private boolean insideMessage;
    private boolean paused;
    private boolean reading;
    private boolean refused;

    /** A decoder with the limits of the configuration. */
    public static StrictRequestDecoder of(LimitsConfig limits, Listener listener) {
        return new StrictRequestDecoder(
                new HeadLimits(limits.requestLineBytes(), limits.requestHeadBytes(), limits.requestHeaders()),
                listener);
    }

    StrictRequestDecoder(HeadLimits limits, Listener listener) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headBytes())
                .setMaxChunkSize(Integer.MAX_VALUE));
        this.limits = limits;
        this.scanner = HeadScanner.ofRequests(limits);
        this.listener = listener;
    }

    /** Stops after the message part that is being passed on. */
    public void pause() {
        paused = true;
    }

    /** Goes on, with what was read meanwhile first. */
    public void resume() {
        paused = false;
        if (!reading && context != null && actualReadableBytes() > 0) { // otherwise our caller's loop goes on by itself
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                context.fireExceptionCaught(e);
            }
            context.fireChannelReadComplete();
        }
    }

    /** How many octets the last head had, line ends included. */
    public int headOctets() {
        return headOctets;
    }

    /** How many fields the last head had. */
    public int headFields() {
        return headFields;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        reading = true;
        try {
            super.channelRead(ctx, input);
        } finally {
            reading = false;
        }
    }

    /** Netty's decoder reads on behind octets that made no message, also when reading was stopped: while paused without end. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else if (paused) {
            listener.dataWhilePaused();
        } else if (insideMessage) {
            decodeBody(ctx, in, out);
        } else {
            decodeHead(ctx, in, out);
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        boolean begun = scanner.begun();
        if (!scanner.admit(in)) {
            HttpFault fault = scanner.fault();
            if (fault != null) {
                refuse(fault, in, out);
            } else if (!begun && scanner.begun()) {
                listener.headBegun();
            }
            return;
        }
        headOctets = scanner.octets();
        headFields = scanner.fields();
        insideMessage = true;
        super.decode(ctx, in, out);
        if (!out.isEmpty() && ChunkedBody.isAnnouncedBy(out.get(0))) {
            chunks = new ChunkedBody(limits);
        }
        endMessageIfLast(out);
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (chunks == null) {
            super.decode(ctx, in, out);
        } else if (chunks.decode(in, out)) {
            chunks = null;
            reset(); // the decoder above us still waits for the first chunk
        }
        endMessageIfLast(out);
    }

    private void endMessageIfLast(List<Object> out) {
        if (out.isEmpty()) {
            return;
        }
        Object last = out.get(out.size() - 1);
        if (last instanceof LastHttpContent) {
            insideMessage = false;
            scanner.reset();
        } else if (last instanceof HttpFault) {
            refused = true;
        }
    }

    private void refuse(HttpFault fault, ByteBuf in, List<Object> out) {
        refused = true;
        in.skipBytes(in.readableBytes());
        out.add(fault);
    }

    /** A later HTTP/1.x is processed as the highest that we know: RFC 9110, section 2.5. */
    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        String version = super.splitThirdWordInitialLine(line, start, length);
        return version.equals("HTTP/1.0") ? version : "HTTP/1.1";
    }
}
