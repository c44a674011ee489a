// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.WriteStall;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.exchange.Exchange;
import io.gatehouse.proxy.exchange.LocalAnswer;
import io.gatehouse.proxy.http.HttpFault;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.RequestRules;
import io.gatehouse.proxy.http.ResponseHead;
import io.gatehouse.proxy.http.StrictRequestDecoder;
import io.gatehouse.proxy.http.TrailerRules;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.DownstreamStream;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.tunnel.Tunnel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/1.1 connection: one exchange at a time, in the order of the requests, each against its clock.
 *
 * <p>While an exchange runs the decoder is paused behind its request, so a pipelining client waits in its own socket.
 *
 * <p><b>Place:</b> last, after {@link StrictRequestDecoder}. <b>Direction:</b> inbound; writes by its context. <b>State:</b>
 * {@link State}. <b>Ownership:</b> passes body parts on to the exchange, releases what comes when there is none.
 */
final class Http1Downstream extends ChannelInboundHandlerAdapter
        implements DownstreamStream, StrictRequestDecoder.Listener {
    private static final Logger log = LoggerFactory.getLogger(Http1Downstream.class);

    private static final String NOT_SET_UP = "the connection is not set up";

    /** So much of a request is read and thrown away after its response, to save the connection. */
    private static final int SWALLOW_BYTES = 64 * 1024;

    private enum State {
        /** Between requests; {@code clock} is the keep-alive timeout, or that of the first head. */
        IDLE,
        /** A head is coming in; {@code clock} is {@code request_head}. */
        HEAD,
        /** An exchange runs; {@code clock} is {@code body} while we wait for a part of it. */
        EXCHANGE,
        /** The response is out, the rest of the request is not in; {@code clock} is {@code body}. */
        SWALLOWING,
        /** The last response is out, or the connection is cut; what comes is thrown away. */
        CLOSING,
        TUNNEL
    }

    private final DownstreamContext services;
    private final ConnectionInfo connection;
    private final StrictRequestDecoder decoder;
    private final Deadline clock;
    private final WriteStall writeStall;
    private final Channel channel;

    private State state = State.IDLE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ChannelHandlerContext decoderContext;
    private @Nullable ResponseWriter response;
    private GatewaySnapshot snapshot;
    private boolean served; // at least one response is out
    private boolean draining;

    // Of the exchange that runs.
    private @Nullable Exchange exchange;
    private @Nullable RequestHead request;
    private boolean requestEnded;
    private int swallowed;

    private Http1Downstream(
            Channel channel, ConnectionInfo connection, DownstreamContext services, GatewaySnapshot snapshot) {
        this.channel = channel;
        this.connection = connection;
        this.services = services;
        this.snapshot = snapshot;
        var limits = snapshot.config().limits();
        decoder = new StrictRequestDecoder(
                limits.requestLineBytes(), limits.requestHeadBytes(), limits.requestHeaders(), this);
        clock = new Deadline(channel.eventLoop(), services.nanoTime(), this::clockExpired);
        writeStall = new WriteStall(channel, services.nanoTime(), this::writeNanos, this::clientStalled);
    }

    /** Makes a connection, TLS included, ready for requests. */
    static Http1Downstream install(Channel channel, ConnectionInfo connection, DownstreamContext services) {
        GatewaySnapshot snapshot = services.snapshots().current();
        Http1Downstream downstream = new Http1Downstream(channel, connection, services, snapshot);
        channel.pipeline().addLast("decoder", downstream.decoder).addLast("http", downstream);
        return downstream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        decoderContext = ctx.pipeline().context(decoder);
        response = new ResponseWriter(ctx, services.date());
        clock.in(snapshot.config().timeouts().requestHead().toNanos());
    }

    ConnectionInfo connection() {
        return connection;
    }

    // Requests.

    @Override
    public void headBegun() {
        if (state == State.IDLE) {
            state = State.HEAD;
            clock.in(snapshot.config().timeouts().requestHead().toNanos());
        }
    }

    /** More than one request may be waiting: they stay in the client's socket. */
    @Override
    public void dataWhilePaused() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.CLOSING) {
            swallow(message);
        } else if (message instanceof HttpFault fault) {
            faulty(fault);
        } else if (message instanceof HttpRequest head) {
            request(head);
        } else if (message instanceof HttpContent part) {
            body(part);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void request(HttpRequest message) {
        snapshot = services.snapshots().current(); // the only read for this request
        state = State.EXCHANGE;
        clock.clear();
        RequestRules.Verdict verdict = RequestRules.admit(message);
        if (verdict instanceof RequestRules.Verdict.Admitted admitted) {
            begin(admitted.head());
        } else if (verdict instanceof RequestRules.Verdict.Refused refused) {
            refuse(refused.fault());
        }
    }

    private void begin(RequestHead head) {
        request = head;
        response().begin(head);
        requestEnded = head.endsMessage();
        if (requestEnded) {
            decoder.pause();
        } else {
            clock.in(snapshot.config().timeouts().body().toNanos());
        }
        Exchange begun = new Exchange(services.exchanges(), snapshot, connection, this, head);
        exchange = begun;
        begun.begin();
    }

    private void body(HttpContent part) {
        boolean failed = part.decoderResult().isFailure();
        boolean last = part instanceof LastHttpContent;
        if (state == State.SWALLOWING) {
            swallow(part);
            if (last && state == State.SWALLOWING) {
                endOfSwallowing(failed);
            }
        } else if (exchange == null || requestEnded) {
            part.release(); // the empty end behind a head without body
        } else if (failed) {
            part.release();
            requestEnded = true;
            exchange.requestBroken(Outcome.MALFORMED_REQUEST, HttpFault.CHUNK.message());
        } else {
            body(part.content(), exchange);
            if (last) {
                end(((LastHttpContent) part).trailingHeaders());
            }
        }
    }

    private void body(ByteBuf data, Exchange current) {
        clock.in(snapshot.config().timeouts().body().toNanos());
        current.requestBody(data); // the part was only a wrapper: its reference goes along
    }

    private void end(HttpHeaders trailers) {
        if (state == State.SWALLOWING) { // the exchange ended with this part
            endOfSwallowing(false);
            return;
        }
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        requestEnded = true;
        decoder.pause();
        clock.clear();
        if (TrailerRules.allow(trailers)) {
            current.requestEnd(trailers);
        } else {
            current.requestBroken(Outcome.MALFORMED_REQUEST, HttpFault.TRAILER.message());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.requestReadComplete();
        }
    }

    // What is wrong with a request.

    private void faulty(HttpFault fault) {
        if (exchange != null && state == State.EXCHANGE) {
            exchange.requestBroken(Outcome.MALFORMED_REQUEST, fault.message());
        } else {
            refuse(fault);
        }
    }

    /** Answers a head that breaks a rule; there is no exchange. */
    private void refuse(HttpFault fault) {
        clock.clear();
        requestEnded = true;
        services.exchanges()
                .listener()
                .done(Exchange.refused(
                        services.exchanges(), connection, fault.status(), Outcome.MALFORMED_REQUEST, fault.message()));
        answerAndClose(LocalAnswer.of(fault));
    }

    private void answerAndClose(LocalAnswer answer) {
        request = null;
        response().begin(null);
        sendHead(answer.head());
        sendBody(answer.bodyBytes());
        lastResponseSent();
    }

    private void clockExpired() {
        switch (state) {
            case IDLE -> closeNow();
            case HEAD -> {
                services.exchanges()
                        .listener()
                        .done(Exchange.refused(
                                services.exchanges(),
                                connection,
                                408,
                                Outcome.REQUEST_TIMEOUT,
                                "timeouts.request_head"));
                answerAndClose(LocalAnswer.of(Outcome.REQUEST_TIMEOUT));
            }
            case EXCHANGE -> {
                if (exchange != null) {
                    exchange.requestBroken(Outcome.REQUEST_TIMEOUT, "timeouts.body");
                }
            }
            case SWALLOWING, CLOSING, TUNNEL -> closeNow();
        }
    }

    private long writeNanos() {
        return snapshot.config().timeouts().write().toNanos();
    }

    private void clientStalled() {
        lost(Outcome.CLIENT_STALLED);
        Cut.now(channel);
    }

    // The response.

    @Override
    public void sendInterim(ResponseHead head) {
        response().interim(head);
    }

    @Override
    public void sendHead(ResponseHead head) {
        if (draining) {
            response().closeAfterwards();
        }
        response().head(head);
    }

    @Override
    public void sendBody(ByteBuf data) {
        response().body(data);
    }

    @Override
    public void sendEnd(HttpHeaders trailers) {
        response().end(trailers);
        exchange = null;
        served = true;
        if (!response().keepsAlive() || bodyMayNeverCome()) {
            lastResponseSent();
        } else if (requestEnded) {
            flush();
            nextRequest();
        } else {
            flush();
            state = State.SWALLOWING;
            swallowed = 0;
            clock.in(snapshot.config().timeouts().body().toNanos());
            resumeReading();
        }
    }

    /** The client waits for a 100 that did not come: whether it sends the body now, nobody knows. */
    private boolean bodyMayNeverCome() {
        return !requestEnded
                && request != null
                && request.expectsContinue()
                && !response().continued();
    }

    @Override
    public void flush() {
        ctx().flush();
        writeStall.flushed();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void readMore(boolean wanted) {
        if (!wanted) {
            decoder.pause();
            clock.clear();
        } else if (!requestEnded) {
            clock.in(snapshot.config().timeouts().body().toNanos());
            resumeReading();
        }
    }

    @Override
    public void closeAfterwards() {
        response().closeAfterwards();
    }

    @Override
    public void reset() {
        exchange = null;
        state = State.CLOSING;
        Cut.now(channel);
    }

    private void nextRequest() {
        if (draining) {
            closeNow();
            return;
        }
        state = State.IDLE;
        clock.in(snapshot.config().timeouts().idle().toNanos());
        resumeReading();
    }

    private void resumeReading() {
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
        try {
            decoder.resume(decoderCtx());
        } catch (Exception e) {
            exceptionCaught(ctx(), e);
        }
    }

    // The end.

    private void swallow(Object message) {
        if (message instanceof HttpContent part) {
            swallowed += part.content().readableBytes();
        } else if (message instanceof ByteBuf data) {
            swallowed += data.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (swallowed > SWALLOW_BYTES) {
            closeNow();
        }
    }

    private void endOfSwallowing(boolean failed) {
        requestEnded = true;
        if (failed) {
            closeNow();
        } else {
            decoder.pause();
            nextRequest();
        }
    }

    /** Nothing more is sent; what the client still sends is thrown away for a while, so that it can read our answer. */
    private void lastResponseSent() {
        exchange = null;
        state = State.CLOSING;
        swallowed = 0;
        clock.in(LingeringClose.LINGER.toNanos());
        LingeringClose.begin(ctx(), decoder);
        writeStall.flushed();
    }

    private void closeNow() {
        state = State.CLOSING;
        ctx().close();
    }

    /** Closes as soon as nothing is under way; a connection that was never used may still have its one request. */
    void drain() {
        draining = true;
        if (state == State.IDLE && served) {
            closeNow();
        }
    }

    /** Whether it is being drained, but is a tunnel, which does not end by itself. */
    boolean isDrainingTunnel() {
        return draining && state == State.TUNNEL;
    }

    /** Ends the connection, whatever is under way. */
    void abort() {
        lost(Outcome.DRAIN_CUT);
        Cut.now(channel);
    }

    private void lost(Outcome reason) {
        Exchange current = exchange;
        exchange = null;
        state = State.CLOSING;
        if (current != null) {
            current.clientGone(reason);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.downstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost(Outcome.CLIENT_ABORTED);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clock.cancel();
        writeStall.cancel();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) { // resets and TLS alerts (SSLException) are normal life
            log.debug("client connection failed client={} cause={}", connection.remote(), cause.toString());
            lost(Outcome.CLIENT_ABORTED);
        } else {
            log.error("a connection met a fault of ours and is closed state={}", state, cause);
            lost(Outcome.INTERNAL);
        }
        ctx.close();
    }

    @Override
    public void intoTunnel(ResponseHead head, Channel upstream, Duration idle) {
        exchange = null;
        state = State.TUNNEL;
        response().upgrade(head);
        flush();
        clock.cancel();
        Tunnel.join(channel, upstream, idle, services.nanoTime());
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context, NOT_SET_UP);
    }

    private ResponseWriter response() {
        return Objects.requireNonNull(response, NOT_SET_UP);
    }

    private ChannelHandlerContext decoderCtx() {
        return Objects.requireNonNull(decoderContext, NOT_SET_UP);
    }
}
