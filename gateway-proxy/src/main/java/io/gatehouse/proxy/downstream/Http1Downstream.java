// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.exchange.Exchange;
import io.gatehouse.proxy.exchange.LocalAnswer;
import io.gatehouse.proxy.exchange.RequestLine;
import io.gatehouse.proxy.http.HttpFault;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.RequestRules;
import io.gatehouse.proxy.http.StrictRequestDecoder;
import io.gatehouse.proxy.http.TrailerRules;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.Cut;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.PeerFault;
import io.gatehouse.proxy.tunnel.Tunnel;
import io.gatehouse.tls.TlsFault;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/1.1 connection: one exchange at a time, in the order of the requests, each against its clock.
 *
 * <p>While an exchange runs the decoder is paused behind its request, so a pipelining client waits in its own socket.
 *
 * <p><b>Place:</b> last, after {@link StrictRequestDecoder}. <b>Direction:</b> inbound; writes by {@link Http1Response}.
 * <b>State:</b> {@link State}. <b>Ownership:</b> passes body parts on to the exchange, releases what comes when there is none.
 */
final class Http1Downstream extends ChannelInboundHandlerAdapter
        implements Http1Response.Owner, StrictRequestDecoder.Listener, ClientClocks.Owner {
    private static final Logger log = LoggerFactory.getLogger(Http1Downstream.class);
    private static final String NOT_SET_UP = "the connection is not set up";
    private static final String SHORT_OF_HEAP = "the heap that requests may hold is taken";
    private static final String NO_CONTINUE = "timeouts.body; the client asked for a 100, and the upstream sent none";

    /** So many pipelined requests may follow each other before the other connections of the event loop have their turn. */
    private static final int REQUESTS_IN_A_ROW = 32;

    private enum State {
        /** Between requests; the clock is the keep-alive timeout, or that of the first head. */
        IDLE,
        /** A head is coming in; the clock is {@code request_head}. */
        HEAD,
        /** An exchange runs; the clock is {@code body} while we wait for a part of it. */
        EXCHANGE,
        /** The response is written, but is not all out yet, or the rest of the request is not in; for that the clock is {@code body}. */
        SWALLOWING,
        /** The last response is written, or the connection is cut; what comes is thrown away. */
        CLOSING,
        TUNNEL
    }

    private final DownstreamContext services;
    private final ConnectionInfo connection;
    private final Channel channel;
    private final StrictRequestDecoder decoder;
    private final ClientClocks clocks;
    private final HeldHeap heap;

    private State state = State.IDLE;
    private int mostRequests; // 0 for no limit
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Response response;
    private @Nullable Exchange exchange;
    private boolean requestEnded;
    private int swallowed;
    private int requests;
    private int inARow; // ended since the event loop came here
    private boolean draining;
    private long drainedAtNanos; // where the time of a tunnel ends that is being drained
    private @Nullable Tunnel tunnel;

    private Http1Downstream(
            Channel channel, ConnectionInfo connection, DownstreamContext services, GatewayConfig config) {
        this.channel = channel;
        this.connection = connection;
        this.services = services;
        this.decoder = StrictRequestDecoder.of(config.limits(), this);
        this.clocks = new ClientClocks(channel, services.nanoTime(), config, this);
        this.heap = new HeldHeap(services.heap());
        this.mostRequests = config.limits().requestsPerConnection();
    }

    /** Makes a connection, TLS included, ready for requests. */
    static Http1Downstream install(Channel channel, ConnectionInfo connection, DownstreamContext services) {
        GatewayConfig config = services.snapshots().current().config();
        Http1Downstream downstream = new Http1Downstream(channel, connection, services, config);
        channel.pipeline().addLast("decoder", downstream.decoder).addLast("http", downstream);
        return downstream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        response = new Http1Response(ctx, clocks, services.date(), this);
        clocks.awaitHead();
    }

    ConnectionInfo connection() {
        return connection;
    }

    /** Takes over what it needs itself, and no more: a connection may outlive many snapshots, and must not keep them. */
    private void adopt(GatewayConfig config) {
        mostRequests = config.limits().requestsPerConnection();
        clocks.adopt(config);
    }

    private boolean isLastRequest() {
        return mostRequests > 0 && requests >= mostRequests;
    }

    // The request.

    @Override
    public void headBegun() {
        if (state == State.IDLE) {
            state = State.HEAD;
            clocks.awaitHead();
        }
    }

    /** More than one request may be waiting: they stay in the client's socket. */
    @Override
    public void dataWhilePaused() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.CLOSING || state == State.SWALLOWING) {
            swallow(message);
        } else if (message instanceof HttpRequest head) {
            head(head);
        } else if (message instanceof HttpContent part) {
            body(part);
        } else if (message instanceof HttpFault fault) {
            broken(fault);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest message) {
        GatewaySnapshot snapshot = services.snapshots().current(); // the only read for this request
        adopt(snapshot.config());
        state = State.EXCHANGE;
        requests++;
        RequestRules.Verdict verdict = RequestRules.admit(message);
        if (verdict instanceof RequestRules.Verdict.Refused refused) {
            requestEnded = true;
            refuse(
                    LocalAnswer.of(refused.fault()),
                    RequestLine.of(message),
                    Outcome.MALFORMED_REQUEST,
                    refused.fault().message());
        } else if (!heap.holdHead(decoder.headOctets(), decoder.headFields())) {
            requestEnded = true;
            Outcome outcome = Outcome.OUT_OF_MEMORY;
            refuse(LocalAnswer.of(outcome), RequestLine.of(message), outcome, SHORT_OF_HEAP);
        } else if (verdict instanceof RequestRules.Verdict.Admitted admitted) {
            begin(admitted.head(), snapshot);
        }
    }

    private void begin(RequestHead head, GatewaySnapshot snapshot) {
        requestEnded = head.endsMessage();
        if (requestEnded) {
            decoder.pause();
            clocks.awaitNothing();
        } else {
            clocks.awaitNewBody();
        }
        response().begin(head);
        if (draining || isLastRequest() || services.heap().isScarce()) {
            response().closeAfterwards();
        }
        exchange = new Exchange(services.exchanges(), connection, response(), head);
        exchange.begin(snapshot);
    }

    private void body(HttpContent part) {
        Exchange current = exchange;
        if (current == null || requestEnded) {
            part.release(); // the empty end behind a head without body
        } else if (part.decoderResult().isFailure()) {
            part.release();
            broken(HttpFault.CHUNK);
        } else {
            clocks.bodyCame(part.content().readableBytes());
            boolean last = part instanceof LastHttpContent;
            requestEnded = last;
            current.requestBody(part.content()); // the part was only a wrapper: its reference goes along
            if (last && state == State.EXCHANGE) {
                end((LastHttpContent) part, current);
            }
        }
    }

    private void end(LastHttpContent last, Exchange current) {
        decoder.pause();
        clocks.awaitNothing();
        HttpHeaders trailers = last.trailingHeaders();
        if (!TrailerRules.allow(trailers)) {
            broken(HttpFault.TRAILER);
        } else if (!heap.holdTrailers(trailers)) {
            current.requestBroken(Outcome.OUT_OF_MEMORY, SHORT_OF_HEAP);
        } else {
            current.requestEnd(trailers);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inARow = 0;
        if (exchange != null) {
            exchange.requestReadComplete();
        }
    }

    @Override
    public void wantBody(boolean wanted) {
        if (!wanted) {
            decoder.pause();
            clocks.awaitNothing();
        } else if (!requestEnded) {
            clocks.awaitBody();
            resumeReading();
        }
    }

    /** A rule is broken: inside an exchange that is its end; before one, the gateway answers by itself. */
    private void broken(HttpFault fault) {
        requestEnded = true; // as far as anybody can tell
        if (exchange != null) {
            exchange.requestBroken(Outcome.MALFORMED_REQUEST, fault.message());
        } else {
            refuse(LocalAnswer.of(fault), RequestLine.UNKNOWN, Outcome.MALFORMED_REQUEST, fault.message());
        }
    }

    /** The exchange is over, or not ours any more; returns it, if there was one. */
    private @Nullable Exchange letGo() {
        Exchange current = exchange;
        exchange = null;
        heap.exchangeIsOver();
        return current;
    }

    private void refuse(LocalAnswer answer, RequestLine line, Outcome outcome, String detail) {
        services.exchanges().refused(connection, line, answer, outcome, detail);
        response().begin(null);
        response().sendHead(answer.head());
        if (!line.method().equals("HEAD")) {
            response().sendBody(answer.bodyBytes());
        }
        lastResponseWritten();
    }

    // The response.

    @Override
    public void responseEnded() {
        if (draining || !response().keepsAlive() || (!requestEnded && response().bodyMayNeverCome())) {
            lastResponseWritten();
            return;
        }
        state = State.SWALLOWING;
        swallowed = 0;
        response().flush();
        if (!requestEnded) {
            clocks.awaitRest();
            resumeReading();
        }
        if (state != State.SWALLOWING) {
            return; // the connection ends
        }
        if (clocks.bytesWait()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::restIsOut);
        } else if (channel.isActive()) { // else its end is about to be told
            delivered();
            goOn();
        }
    }

    private void restIsOut(Future<?> out) {
        if (out.isSuccess()) {
            delivered();
            channel.eventLoop().execute(this::goOn); // not within the write that made room
        }
    }

    /** Everything that was written is in the hands of the kernel: what becomes of it there nobody knows. */
    private void delivered() {
        Exchange current = letGo();
        if (current != null) {
            current.delivered();
        }
    }

    /** Looks for the next request behind the end of this one and of its response, not while a client does not read. */
    private void goOn() {
        if (state != State.SWALLOWING || !requestEnded || exchange != null) {
            return;
        }
        if (draining) {
            lastResponseWritten();
        } else if (++inARow > REQUESTS_IN_A_ROW) {
            inARow = 0;
            channel.eventLoop()
                    .schedule(this::goOn, 1, TimeUnit.NANOSECONDS); // execute would come before other channels
        } else {
            state = State.IDLE;
            clocks.awaitRequest();
            resumeReading();
        }
    }

    private void resumeReading() {
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
        decoder.resume();
    }

    /** Throws the rest of a request away: a little of it, to save the connection; behind our last words whatever comes. */
    private void swallow(Object message) {
        swallowed += message instanceof HttpContent part ? part.content().readableBytes() : 0;
        boolean ended =
                message instanceof LastHttpContent last && last.decoderResult().isSuccess();
        boolean broken = message instanceof HttpFault || (message instanceof LastHttpContent && !ended);
        ReferenceCountUtil.release(message);
        if (state == State.CLOSING) {
            clocks.unwantedCame(); // to close now would take our last words along
        } else if (broken || swallowed > RequestHead.SMALL_BODY_BYTES) {
            lastResponseWritten();
        } else if (ended && !requestEnded) { // else the empty end behind a head without body
            requestEnded = true;
            decoder.pause();
            clocks.awaitNothing();
            goOn();
        }
    }

    @Override
    public void responseCut() {
        letGo();
        cut();
    }

    @Override
    public void switched(Channel upstream, Duration idle) {
        letGo();
        state = State.TUNNEL;
        clocks.cancel();
        tunnel = Tunnel.join(
                channel,
                upstream,
                idle,
                services.nanoTime(),
                services.exchanges().memory());
        endTunnelInTime();
    }

    /** A tunnel does not end by itself, so one that is to be drained gets until the end of the drain. */
    private void endTunnelInTime() {
        if (tunnel != null && draining) {
            tunnel.endIn(Math.max(0, drainedAtNanos - services.nanoTime().getAsLong()));
        }
    }

    // The end.

    @Override
    public void clientLate() {
        switch (state) {
            case HEAD ->
                refuse(
                        LocalAnswer.of(Outcome.REQUEST_TIMEOUT),
                        RequestLine.UNKNOWN,
                        Outcome.REQUEST_TIMEOUT,
                        "timeouts.request_head");
            case EXCHANGE -> {
                if (exchange != null && clocks.bodyIsTooSlow()) {
                    exchange.requestBroken(Outcome.REQUEST_TOO_SLOW, "limits.min_body_rate");
                } else if (exchange != null) {
                    boolean waits = response().bodyMayNeverCome();
                    exchange.requestBroken(Outcome.REQUEST_TIMEOUT, waits ? NO_CONTINUE : "timeouts.body");
                }
            }
            case IDLE, SWALLOWING -> lastResponseWritten();
            case CLOSING, TUNNEL -> closeNow();
        }
    }

    @Override
    public void clientStalled() {
        cutReader(Outcome.CLIENT_STALLED);
    }

    @Override
    public void clientTooSlow() {
        cutReader(Outcome.CLIENT_TOO_SLOW);
    }

    private void cutReader(Outcome reason) {
        lost(reason, "");
        cut();
    }

    /** Nothing more is sent; what the client still sends is thrown away for a while, so that it can read our answer. */
    private void lastResponseWritten() {
        state = State.CLOSING;
        clocks.awaitNothing();
        LingeringClose.begin(ctx(), decoder, this::delivered, clocks::awaitEnd);
        heap.decoderIsGone();
        clocks.flushed();
    }

    private void closeNow() {
        state = State.CLOSING;
        ctx().close();
    }

    private void cut() {
        state = State.CLOSING;
        Cut.now(channel);
    }

    private void lost(Outcome reason, String detail) {
        Exchange current = letGo();
        if (current != null) {
            current.clientGone(reason, detail);
        }
    }

    /** Closes as soon as nothing is under way; a connection that was never used may still have its one request. */
    void drain() {
        if (!draining) {
            draining = true;
            Duration most = services.snapshots().current().config().drainTimeout();
            drainedAtNanos = services.nanoTime().getAsLong() + most.toNanos();
            endTunnelInTime();
        }
        response().closeAfterwards();
        if (state == State.IDLE && requests > 0) {
            lastResponseWritten();
        }
    }

    /** Ends the connection, whatever is under way. */
    void abort() {
        lost(Outcome.DRAIN_CUT, "");
        cut();
    }

    /** Ends the connection at once, because its client is not accepted any more; in whatever state, somebody is told. */
    void refuseClient(String why) {
        Exchange current = letGo();
        if (current != null) {
            current.clientGone(Outcome.CLIENT_REFUSED, why);
        } else if (state != State.CLOSING) {
            services.exchanges().cut(connection, Outcome.CLIENT_REFUSED, why);
        }
        cut();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.downstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.CLOSING;
        lost(Outcome.CLIENT_ABORTED, "");
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clocks.cancel();
        heap.decoderIsGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (MemoryShortage.is(cause)) {
            services.exchanges().memory().noted(cause);
            lost(Outcome.OUT_OF_MEMORY, "direct memory");
            cut();
        } else if (PeerFault.is(cause)) {
            log.debug("client connection failed client={} cause={}", connection.remote(), cause.toString());
            lost(Outcome.CLIENT_ABORTED, TlsFault.ofClient(cause));
            closeNow();
        } else {
            log.error("a connection met a fault of ours and is cut state={}", state, cause);
            lost(Outcome.INTERNAL, "");
            cut();
        }
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context, NOT_SET_UP);
    }

    private Http1Response response() {
        return Objects.requireNonNull(response, NOT_SET_UP);
    }
}
