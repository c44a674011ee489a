// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.WriteStall;
import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.BodyWriter;
import io.gatehouse.proxy.http.Http1Writer;
import io.gatehouse.proxy.http.HttpFault;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.ResponseHead;
import io.gatehouse.proxy.http.ResponseRules;
import io.gatehouse.proxy.http.StrictResponseDecoder;
import io.gatehouse.proxy.http.TrailerRules;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.PeerFault;
import io.gatehouse.proxy.stream.UpstreamEvents;
import io.gatehouse.proxy.stream.UpstreamStream;
import io.gatehouse.tls.TlsFault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection to a node, and the stream of the exchange that it is lent to. No pipelining: one request at a time.
 *
 * <p>It is the one owner of the question whether the connection may be used again: see {@link #release}.
 *
 * <p><b>Place:</b> last, after {@link StrictResponseDecoder}. <b>Direction:</b> inbound; writes by its context. <b>State:</b>
 * idle, lent, or closed; while lent, which halves of the exchange are complete. <b>Ownership:</b> passes body parts on to the
 * exchange, releases what comes when there is none.
 */
final class Http1Upstream extends ChannelInboundHandlerAdapter implements UpstreamStream {
    private static final Logger log = LoggerFactory.getLogger(Http1Upstream.class);
    private static final int MAX_INTERIM_HEADS = 32;

    private final Channel channel;
    private final ConnectionKey key;
    private final LoopPools pools;
    private final UpstreamCounters counters;
    private final Deadline readDeadline;
    private final WriteStall writeStall;
    private final ChannelPromise unheard; // of writes: what fails ends the channel, which is heard of

    private StrictResponseDecoder decoder;
    private Upstream upstream;
    private Terms terms;
    private int requests;

    private @Nullable UpstreamEvents events; // not null while lent
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestHead request;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean responseKeepsAlive;
    private boolean endIsClose; // the body is framed by the end of the connection
    private boolean outputEnded; // a write failed because the peer had reset the connection
    private boolean afterInterim; // the end of an interim head is still to come
    private int interimHeads;
    private boolean closeNotified;
    private boolean failed; // nothing that comes or goes can be trusted any more
    private @Nullable HttpHeaders endToTell; // the response is complete; told behind the read that brought it
    private boolean reading = true;

    private Http1Upstream(
            Channel channel,
            ConnectionKey key,
            LoopPools pools,
            StrictResponseDecoder decoder,
            LongSupplier nanoTime,
            Upstream upstream,
            Terms terms) {
        this.channel = channel;
        this.unheard = new VoidChannelPromise(channel, false);
        this.key = key;
        this.pools = pools;
        this.decoder = decoder;
        this.upstream = upstream;
        this.terms = terms;
        this.counters = pools.counters(upstream);
        this.readDeadline =
                new Deadline(channel.eventLoop(), nanoTime, () -> fail(Outcome.UPSTREAM_TIMEOUT, "timeout.read"));
        this.writeStall = new WriteStall(channel, nanoTime, this::sendNanos, this::sendStalled);
    }

    /** Makes an open channel, TLS included, ready for requests. */
    static Http1Upstream install(
            Channel channel,
            ConnectionKey key,
            LoopPools pools,
            LongSupplier nanoTime,
            Upstream upstream,
            Terms terms) {
        channel.config().setAutoClose(false); // a write that fails must not take the response with it that came before
        StrictResponseDecoder decoder = new StrictResponseDecoder();
        Http1Upstream connection = new Http1Upstream(channel, key, pools, decoder, nanoTime, upstream, terms);
        channel.pipeline().addLast("decoder", decoder).addLast("upstream", connection);
        channel.pipeline().remove(Connector.Opening.class);
        connection.counters.opened(channel);
        return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    ConnectionKey key() {
        return key;
    }

    boolean isAlive() {
        return channel.isActive() && !outputEnded && !closeNotified && !failed && !decoder.hasUnexpectedOctets();
    }

    void close() {
        readDeadline.cancel();
        writeStall.cancel();
        channel.close();
    }

    /** The connection carries one more request. */
    void lend(Upstream borrower, Terms underTerms) {
        upstream = borrower;
        terms = underTerms;
        requests++;
        counters.requested();
        requestEnded = false;
        responseEnded = false;
        responseKeepsAlive = false;
        endIsClose = false;
        interimHeads = 0;
    }

    @Override
    public void listen(UpstreamEvents listener) {
        events = listener;
    }

    // The request.

    @Override
    public void sendHead(RequestHead head, String host) {
        request = head;
        decoder.expect(head.isHead(), terms.maxResponseHeadBytes());
        ctx().write(Http1Writer.request(channel.alloc(), head, host), unheard);
        if (head.endsMessage()) {
            requestSent();
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        if (events == null) {
            data.release();
        } else {
            BodyWriter.write(ctx(), data, isChunked(), unheard);
        }
    }

    @Override
    public void sendEnd(HttpHeaders trailers) {
        if (events != null) {
            if (isChunked()) {
                BodyWriter.end(ctx(), trailers, unheard);
            }
            requestSent();
        }
    }

    private boolean isChunked() {
        return request != null && request.bodyLength() == BodyLength.CHUNKED;
    }

    private void requestSent() {
        requestEnded = true;
        awaitRead();
    }

    @Override
    public void flush() {
        ctx().flush();
        writeStall.flushed();
    }

    private long sendNanos() {
        return terms.timeouts().send().toNanos();
    }

    /** A node that waits until its response is read is not the one that is slow. */
    private void sendStalled() {
        if (reading) {
            fail(Outcome.UPSTREAM_STALLED, "timeout.send");
        } else {
            writeStall.again();
        }
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void readMore(boolean wanted) {
        if (reading != wanted) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
            awaitRead();
            if (wanted) {
                writeStall.again();
            }
        }
    }

    /** {@code timeout.read} runs once the request is out, or no more of it can be, and only while we are willing to read. */
    private void awaitRead() {
        if (events != null && (requestEnded || outputEnded) && !responseEnded && reading) {
            readDeadline.in(terms.timeouts().read().toNanos());
        } else {
            readDeadline.clear();
        }
    }

    // The end.

    @Override
    public void release() {
        events = null;
        request = null; // idle connections hold no heads
        readDeadline.clear();
        readMore(true);
        if (mayBeUsedAgain()) {
            if (decoder.hasGrown()) {
                renewDecoder();
            }
            pools.giveBack(this, upstream);
        } else {
            close();
        }
    }

    /** A connection may lie idle for long, and there may be many. */
    private void renewDecoder() {
        StrictResponseDecoder fresh = new StrictResponseDecoder();
        channel.pipeline().replace(decoder, "decoder", fresh);
        decoder = fresh;
    }

    /** RFC 9112, section 9.3, and more: nothing may be left over on either half, nor of the request in this process. */
    private boolean mayBeUsedAgain() {
        return requestEnded
                && !WriteStall.bytesWait(channel)
                && responseEnded
                && responseKeepsAlive
                && isAlive()
                && requests < upstream.config().keepalivePool().requests();
    }

    @Override
    public void reset() {
        events = null;
        endToTell = null;
        close();
    }

    @Override
    public void intoTunnel(Tunneled tunnel) {
        events = null;
        readDeadline.cancel();
        writeStall.cancel();
        channel.config().setAutoClose(true);
        tunnel.take(channel);
    }

    @Override
    public boolean responseBegun() {
        return decoder.headBegun();
    }

    private void fail(Outcome reason, String detail) {
        UpstreamEvents listener = events;
        reset();
        if (listener != null) {
            counters.failed(reason);
            listener.upstreamFailed(reason, detail);
        }
    }

    // The response.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (events == null) {
            ReferenceCountUtil.release(message); // nobody asked: the decoder closes the connection
        } else if (message instanceof HttpResponse response) {
            head(response, events);
        } else if (message instanceof HttpContent part) {
            body(part, events);
        } else {
            ReferenceCountUtil.release(message);
            malformed(message instanceof HttpFault fault ? fault.message() : "unexpected octets");
        }
    }

    private void head(HttpResponse response, UpstreamEvents listener) {
        HttpFault fault = ResponseRules.fault(response);
        if (fault != null) {
            malformed(fault.message());
            return;
        }
        if (request == null || !isAskedFor(response, request)) {
            malformed(
                    request != null && request.upgradesToWebSocket()
                            ? "101 that does not switch to WebSocket (RFC 6455, section 4.2.2)"
                            : "101 that nobody asked for");
            return;
        }
        ResponseHead head = ResponseRules.admit(response, request.isHead());
        if (head.interim()) {
            afterInterim = true;
            if (++interimHeads > MAX_INTERIM_HEADS) {
                malformed("more than " + MAX_INTERIM_HEADS + " interim responses");
                return;
            }
        }
        responseKeepsAlive = head.keepAlive();
        endIsClose = head.bodyLength() == BodyLength.UNTIL_CLOSE;
        awaitRead();
        listener.responseHead(head);
    }

    private void malformed(String detail) {
        fail(Outcome.UPSTREAM_MALFORMED, detail);
    }

    private static boolean isAskedFor(HttpResponse response, RequestHead request) {
        return response.status().code() != 101
                || (request.upgradesToWebSocket() && ResponseRules.switchesToWebSocket(response));
    }

    private void body(HttpContent part, UpstreamEvents listener) {
        if (part.decoderResult().isFailure()) {
            part.release();
            malformed(HttpFault.CHUNK.message());
            return;
        }
        awaitRead();
        if (part.content().isReadable()) {
            listener.responseBody(part.content()); // the part is only a wrapper: its reference goes along
        } else {
            part.release();
        }
        if (part instanceof LastHttpContent last && events != null) {
            responseEnd(last);
        }
    }

    private void responseEnd(LastHttpContent last) {
        if (afterInterim) {
            afterInterim = false;
        } else if (endIsClose && key.tls() != null && !closeNotified) {
            fail(Outcome.UPSTREAM_CLOSED, "no close_notify behind the body"); // RFC 9112, section 9.8
        } else if (endIsClose && outputEnded) {
            fail(Outcome.UPSTREAM_CLOSED, "reset within the body"); // which is no end of one (RFC 9112, section 8)
        } else {
            responseEnded = true;
            awaitRead();
            endToTell = TrailerRules.strip(last.trailingHeaders());
        }
    }

    /**
     * A response that is over lets go of the connection, and a pipelined request takes it at once. So what follows the response
     * in the same read is waited for, or it would be taken for the answer to that request.
     */
    private void tellEnd() {
        HttpHeaders trailers = endToTell;
        if (trailers != null && events != null) {
            endToTell = null;
            events.responseEnd(trailers);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        tellEnd();
        if (events != null) {
            events.responseReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (events != null) {
            events.upstreamWritable();
        }
    }

    /** If it is a write that hears of a reset, a read does not hear of it again: it finds what came before, then the end. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == SslCloseCompletionEvent.SUCCESS) {
            closeNotified = true;
        } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
            outputEnded = true;
            awaitRead();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tellEnd();
        if (events == null) {
            pools.forget(this, upstream);
        }
        fail(Outcome.UPSTREAM_CLOSED, "closed");
    }

    /** Resets and TLS alerts are normal life; whatever else it is, the connection is not trusted any more. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed = true;
        tellEnd();
        if (MemoryShortage.is(cause)) {
            pools.memory().noted(cause);
            fail(Outcome.OUT_OF_MEMORY, "direct memory");
            return;
        }
        if (!PeerFault.is(cause)) {
            log.error("a connection met a fault of ours and is closed node={}", key.node(), cause);
        }
        fail(
                PeerFault.isTls(cause) ? Outcome.UPSTREAM_TLS_FAILED : Outcome.UPSTREAM_CLOSED,
                TlsFault.ofUpstream(cause));
    }

    private ChannelHandlerContext ctx() {
        if (context == null) {
            throw new IllegalStateException("the connection to " + key.node() + " is not set up");
        }
        return context;
    }
}
