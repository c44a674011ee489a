// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the responses of one upstream connection, one for each {@link #expect}, as strictly as requests are.
 *
 * <p>Octets that belong to no expected response are {@linkplain #hasUnexpectedOctets reported} and never decoded: the one
 * request that is under way at a time is paired with its response by construction, not by a queue.
 *
 * <p><b>Place:</b> after TLS, before {@code Http1Upstream}. <b>Direction:</b> inbound. <b>State:</b> idle, before a head,
 * inside a message, or refused for good. <b>Ownership:</b> passes slices of what was read on.
 */
public final class StrictResponseDecoder extends HttpResponseDecoder {
    /** Most fields of a head, and most trailers. */
    public static final int MAX_FIELDS = 256;

    /** In octets. */
    private static final int USUAL_HEAD = 4096;

    private enum State {
        IDLE,
        HEAD,
        MESSAGE,
        REFUSED
    }

    private HeadLimits limits = new HeadLimits(0, 0, MAX_FIELDS); // those of the message that is expected
    private final HeadScanner scanner = HeadScanner.ofResponses(limits);
    private @Nullable ChunkedBody chunks; // of the message that is read
    private State state = State.IDLE;
    private boolean toHead;
    private boolean unexpectedOctets;
    private int longestHead;
    private @Nullable HttpFault emptyFault; // of a response without body, whose framing fields the decoder drops

    public StrictResponseDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Integer.MAX_VALUE) // of what the scanner let pass
                .setMaxHeaderSize(Integer.MAX_VALUE)
                .setMaxChunkSize(Integer.MAX_VALUE));
    }

    /**
     * A request goes out now, so a final response may come.
     *
     * @param toHead whether the request is HEAD, whose response has no body whatever its fields say
     * @param maxHeadBytes a larger head of the response is refused, and more of trailers
     */
    public void expect(boolean toHead, int maxHeadBytes) {
        this.toHead = toHead;
        if (maxHeadBytes != limits.headBytes()) {
            limits = new HeadLimits(maxHeadBytes, maxHeadBytes, MAX_FIELDS);
            scanner.limitTo(limits);
        }
        if (state == State.IDLE) {
            state = State.HEAD;
        }
    }

    /** Whether the first octets of a head came, but not all of it. */
    public boolean headBegun() {
        return scanner.begun();
    }

    /** Whether octets came that belong to no response: the connection must not be used again. */
    public boolean hasUnexpectedOctets() {
        return unexpectedOctets || (state == State.IDLE && actualReadableBytes() > 0);
    }

    /**
     * Whether it may hold more memory than a new one does: Netty's decoder keeps room for the longest line that it read for as long as
     * it lives.
     */
    public boolean hasGrown() {
        return longestHead > USUAL_HEAD;
    }

    /** Netty's decoder reads on behind octets that made no message, also when reading was stopped. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        switch (state) {
            case REFUSED -> in.skipBytes(in.readableBytes());
            case IDLE -> {
                unexpectedOctets = true;
                in.skipBytes(in.readableBytes());
                ctx.close();
            }
            case HEAD -> decodeHead(ctx, in, out);
            case MESSAGE -> decodeBody(ctx, in, out);
        }
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

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (scanner.admit(in)) {
            state = State.MESSAGE;
            longestHead = Math.max(longestHead, scanner.octets());
            super.decode(ctx, in, out);
            if (emptyFault != null) {
                out.forEach(ReferenceCountUtil::release);
                out.clear();
                refuse(emptyFault, in, out);
                return;
            }
            boolean interim = !out.isEmpty() && isInterim(out.get(0));
            if (!out.isEmpty() && ChunkedBody.isAnnouncedBy(out.get(0))) {
                chunks = new ChunkedBody(limits);
            }
            endMessageIfLast(out);
            if (interim && state == State.IDLE) {
                state = State.HEAD; // the final response is still to come
            }
            return;
        }
        HttpFault fault = scanner.fault();
        if (fault != null) {
            refuse(fault, in, out);
        }
    }

    private void refuse(HttpFault fault, ByteBuf in, List<Object> out) {
        state = State.REFUSED;
        in.skipBytes(in.readableBytes());
        out.add(fault);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.decoderResult().isSuccess()
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != 101;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (state == State.MESSAGE && chunks == null) {
            super.decodeLast(ctx, in, out); // ends a body that is framed by the close of the connection
            endMessageIfLast(out);
        }
    }

    private void endMessageIfLast(List<Object> out) {
        if (out.isEmpty()) {
            return;
        }
        Object last = out.get(out.size() - 1);
        if (last instanceof LastHttpContent) {
            state = State.IDLE;
            scanner.reset();
        } else if (last instanceof HttpFault) {
            state = State.REFUSED;
        }
    }

    /** The last moment at which the fields of a response without body are as they came: Netty takes its encoding away next. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean empty = toHead || isInformational(message) || super.isContentAlwaysEmpty(message);
        if (empty && message instanceof HttpResponse response) {
            emptyFault = ResponseRules.fault(response);
        }
        return empty;
    }

    private static boolean isInformational(HttpMessage message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
