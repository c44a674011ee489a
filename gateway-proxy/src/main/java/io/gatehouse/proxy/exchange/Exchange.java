// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.exchange.ExchangeTable.Event;
import io.gatehouse.proxy.exchange.ExchangeTable.Repeatable;
import io.gatehouse.proxy.http.MaxForwards;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.ResponseHead;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.DownstreamStream;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.UpstreamEvents;
import io.gatehouse.proxy.stream.UpstreamStream;
import io.gatehouse.proxy.upstream.Lease;
import io.gatehouse.proxy.upstream.Terms;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request with its response: joins the client's stream to an upstream's, and decides what happens when either fails.
 *
 * <p>Nothing is stored on the way: a part of a body is passed on as it comes, and a side that cannot take more closes the
 * other one's gate. What goes wrong is looked up in {@link ExchangeTable}. Ends exactly once, with one {@link ExchangeRecord}.
 * Event loop of the client's connection only.
 */
public final class Exchange implements UpstreamEvents, Lease {
    private final ExchangeServices services;
    private final ConnectionInfo connection;
    private final DownstreamStream downstream;
    private final RequestHead head;
    private final Journal journal;

    private Phase phase = Phase.ACQUIRING;
    private long bodyLimit;
    private boolean requestEnded;
    private @Nullable Attempts attempts;
    private @Nullable UpstreamStream upstream;
    private boolean onReusedConnection;
    private boolean responseBegun; // anything came back, also an interim head, or a part of one
    private Outcome answered = Outcome.OK; // what is reported once the response is delivered

    public Exchange(
            ExchangeServices services, ConnectionInfo connection, DownstreamStream downstream, RequestHead head) {
        this.services = services;
        this.connection = connection;
        this.downstream = downstream;
        this.head = head;
        this.journal = new Journal(
                connection,
                head,
                services.clock().instant(),
                services.nanoTime().getAsLong());
        this.requestEnded = head.endsMessage();
    }

    /** Decides and begins under {@code snapshot}, which is not kept. The exchange may be over when this returns. */
    public void begin(GatewaySnapshot snapshot) {
        Decision decision =
                Decision.of(snapshot, connection, head, services.clock().millis());
        if (decision instanceof Decision.Forward forward) {
            forward(forward.route(), snapshot.config());
        } else if (decision instanceof Decision.Redirect redirect) {
            journal.route = redirect.route();
            answer(LocalAnswer.redirect(redirect.status(), redirect.location()), Outcome.REDIRECTED);
        } else if (decision instanceof Decision.Refuse refuse) {
            journal.route = refuse.route();
            if (refuse.outcome() == Outcome.MISDIRECTED || refuse.outcome() == Outcome.CLIENT_REFUSED) {
                downstream.closeAfterwards(); // the client shall come back on a connection that fits
            }
            answer(refuse.outcome(), refuse.detail());
        } else {
            answer(LocalAnswer.capabilities(), Outcome.ANSWERED);
        }
    }

    private void forward(Route route, GatewayConfig config) {
        journal.route = route;
        bodyLimit = route.config().maxBodyBytes().orElse(config.limits().requestBodyBytes());
        if (exceedsBodyLimit(head.bodyLength())) {
            downstream.closeAfterwards();
            answer(Outcome.BODY_TOO_LARGE, "");
            return;
        }
        if (services.via().isIn(head.headers())) {
            answer(Outcome.LOOP, "the request was here before: an upstream leads back to this gateway");
            return;
        }
        RequestHead forwarded = route.config().enableWebsocket() ? head : head.withoutUpgrade();
        MaxForwards.countHop(head);
        ForwardingFields.apply(config, services.via(), connection, head);
        Terms terms = new Terms(
                Objects.requireNonNull(route.timeouts()), config.limits().responseHeadBytes());
        attempts = new Attempts(
                services.pools(),
                Objects.requireNonNull(route.upstream()),
                terms,
                forwarded,
                journal,
                services.nanoTime());
        if (!requestEnded) {
            downstream.readMore(false); // until there is somebody to take it
        }
        if (!attempts.next(this)) {
            answer(Outcome.NO_NODE, "");
        }
    }

    private boolean exceedsBodyLimit(long bytes) {
        return bodyLimit > 0 && bytes > bodyLimit;
    }

    // The connection to a node.

    @Override
    public void connected(UpstreamStream stream, boolean reused) {
        try {
            send(stream, reused);
        } catch (OutOfDirectMemoryError e) {
            outOfMemory(e);
        }
    }

    private void send(UpstreamStream stream, boolean reused) {
        Attempts search = attempts();
        search.answered();
        phase = Phase.AWAITING;
        upstream = stream;
        onReusedConnection = reused;
        stream.listen(this);
        journal.sentAtNanos = services.nanoTime().getAsLong();
        stream.sendHead(search.head(), search.host());
        stream.flush();
        if (phase == Phase.AWAITING && !requestEnded) {
            downstream.readMore(true);
        }
    }

    @Override
    public void connectFailed(Outcome reason, String detail) {
        attempts().answered();
        journal.detail = detail;
        fail(Event.CONNECT_FAILED, reason);
    }

    private Attempts attempts() {
        return Objects.requireNonNull(attempts, "attempts");
    }

    // The request, from downstream.

    /** A part of the request's body; takes ownership. */
    public void requestBody(ByteBuf data) {
        journal.requestBytes += data.readableBytes();
        if (phase == Phase.DONE || upstream == null) {
            data.release();
        } else if (exceedsBodyLimit(journal.requestBytes)) {
            data.release();
            fail(Event.REQUEST_BROKEN, Outcome.BODY_TOO_LARGE);
        } else {
            upstream.sendBody(data);
            if (!upstream.isWritable()) {
                downstream.readMore(false);
            }
        }
    }

    /** The request is complete. */
    public void requestEnd(HttpHeaders trailers) {
        requestEnded = true;
        if (phase != Phase.DONE && upstream != null) {
            upstream.sendEnd(trailers);
            upstream.flush();
        }
    }

    /** What was read from the client is passed on. */
    public void requestReadComplete() {
        if (upstream != null && !requestEnded) {
            upstream.flush();
        }
    }

    /** The request broke a rule, a limit or a deadline after its head was accepted; its upstream must not see an end. */
    public void requestBroken(Outcome reason, String detail) {
        journal.detail = detail;
        fail(Event.REQUEST_BROKEN, reason);
    }

    /** The client's connection is gone, or is given up. Nothing can be sent to it any more. */
    public void clientGone(Outcome reason, String detail) {
        journal.detail = detail;
        fail(Event.CLIENT_GONE, reason);
    }

    /** The client takes more, or no more. */
    public void downstreamWritable() {
        if (upstream != null) {
            upstream.readMore(downstream.isWritable());
        }
    }

    // The response, from upstream.

    @Override
    public void responseHead(ResponseHead response) {
        try {
            pass(response);
        } catch (OutOfDirectMemoryError e) {
            cutForMemory();
            throw e; // the connection to the node notes it, and ends too, even if it is no longer ours
        }
    }

    private void pass(ResponseHead response) {
        responseBegun = true;
        if (response.interim()) {
            downstream.sendInterim(response);
            downstream.flush();
            return;
        }
        journal.headAtNanos = services.nanoTime().getAsLong();
        journal.status = response.status().code();
        phase = Phase.STREAMING;
        if (journal.status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            intoTunnel(response);
        } else {
            announceCloseIfEarly();
            downstream.sendHead(response);
        }
    }

    /**
     * A response that overtakes its request may end before it, and then nobody reads the rest of a large one; nor of one that may
     * never come (RFC 9110, section 10.1.1).
     */
    private void announceCloseIfEarly() {
        if (!requestEnded && (!head.hasSmallBody() || downstream.bodyMayNeverCome())) {
            downstream.closeAfterwards();
        }
    }

    @Override
    public void responseBody(ByteBuf data) {
        journal.responseBytes += data.readableBytes();
        downstream.sendBody(data);
        if (!downstream.isWritable()) {
            downstream.flush(); // which may end the exchange
            downstreamWritable();
        }
    }

    @Override
    public void responseEnd(HttpHeaders trailers) {
        complete(Outcome.OK);
        try {
            downstream.sendEnd(trailers);
        } catch (OutOfDirectMemoryError e) {
            outOfMemory(e);
        }
    }

    @Override
    public void responseReadComplete() {
        downstream.flush();
    }

    @Override
    public void upstreamWritable() {
        if (upstream != null && !requestEnded) {
            downstream.readMore(upstream.isWritable());
        }
    }

    @Override
    public void upstreamFailed(Outcome reason, String detail) {
        responseBegun |= upstream != null && upstream.responseBegun();
        upstream = null;
        journal.detail = detail;
        fail(reason == Outcome.UPSTREAM_CLOSED ? Event.UPSTREAM_CLOSED : Event.UPSTREAM_BROKEN, reason);
    }

    private void intoTunnel(ResponseHead response) {
        UpstreamStream stream = Objects.requireNonNull(upstream);
        upstream = null;
        done(Outcome.TUNNELED);
        stream.intoTunnel(
                channel -> downstream.intoTunnel(response, channel, attempts().idleInTunnel()));
    }

    // The end.

    private void fail(Event event, Outcome reason) {
        try {
            react(event, reason);
        } catch (OutOfDirectMemoryError e) {
            outOfMemory(e);
        }
    }

    private void react(Event event, Outcome reason) {
        switch (ExchangeTable.reactionTo(event, phase)) {
            case ABANDON -> release(reason);
            case TRY_NEXT_NODE -> {
                if (!attempts().next(this)) {
                    answer(reason, journal.detail);
                }
            }
            case REPEAT -> {
                if (mayRepeat()) {
                    phase = Phase.ACQUIRING;
                    attempts().repeat(this);
                } else {
                    answer(reason, journal.detail);
                }
            }
            case ANSWER -> {
                if (event == Event.REQUEST_BROKEN) {
                    downstream.closeAfterwards(); // where its next message begins is not known
                }
                answer(reason, journal.detail);
            }
            case CUT -> {
                release(Outcome.RESPONSE_CUT);
                downstream.reset();
            }
            case IGNORE -> {}
            case IMPOSSIBLE -> throw new IllegalStateException("event " + event + " in phase " + phase);
        }
    }

    /** Nothing more can be written, and perhaps nobody else hears of it: cuts the client, which needs no memory. */
    private void outOfMemory(OutOfDirectMemoryError cause) {
        services.memory().noted(cause);
        cutForMemory();
    }

    private void cutForMemory() {
        if (phase != Phase.DONE) {
            release(Outcome.OUT_OF_MEMORY);
        }
        downstream.reset();
    }

    private boolean mayRepeat() {
        return new Repeatable(onReusedConnection, head.idempotent(), head.endsMessage(), responseBegun).allowed();
    }

    private void answer(Outcome outcome, String detail) {
        journal.detail = detail;
        answer(LocalAnswer.of(outcome), outcome);
    }

    private void answer(LocalAnswer answer, Outcome outcome) {
        announceCloseIfEarly();
        journal.status = answer.head().status().code();
        journal.responseBytes = head.isHead() ? 0 : answer.body().length();
        complete(outcome);
        downstream.sendHead(answer.head());
        if (!head.isHead() && !answer.body().isEmpty()) {
            downstream.sendBody(answer.bodyBytes());
        }
        downstream.sendEnd(EmptyHttpHeaders.INSTANCE);
    }

    /** The response is complete, and is reported by {@link #delivered} once the client can have all of it. */
    private void complete(Outcome outcome) {
        answered = outcome;
        journal.answeredAtNanos = services.nanoTime().getAsLong();
        phase = Phase.DELIVERING;
        letGo(outcome == Outcome.OK);
    }

    /** All of the response was handed to the kernel. */
    public void delivered() {
        if (phase == Phase.DELIVERING) {
            done(answered);
        }
    }

    private void release(Outcome outcome) {
        letGo(false);
        done(outcome);
    }

    /** Gives back what the exchange holds upstream. Whatever comes from there after this is not heard. */
    private void letGo(boolean complete) {
        if (attempts != null) {
            attempts.cancel();
        }
        if (upstream != null) {
            UpstreamStream stream = upstream;
            upstream = null;
            if (complete) {
                stream.release();
            } else {
                stream.reset();
            }
        }
    }

    private void done(Outcome outcome) {
        phase = Phase.DONE;
        services.listener().done(journal.close(outcome, services.nanoTime().getAsLong()));
    }
}
