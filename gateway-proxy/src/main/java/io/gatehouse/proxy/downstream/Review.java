// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.PeerIdentity;
import io.gatehouse.tls.PeerStanding;
import io.gatehouse.tls.PeerStanding.Verdict;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The look at every connection of a loop that follows a publication, and is repeated as time goes by. A client that its ssl object refuses now is cut, idle or not,
 * tunnels too. A connection that the new snapshot would not have admitted as it is drains: its ssl object is gone or asks on other
 * terms, or its listener is gone. All others go on; neither a renewed certificate nor a list that says nothing of them concerns them.
 *
 * <p>Other terms cost a full verification, so equal clients are judged once, and the look pauses for whatever else the loop has to do.
 * Event loop only.
 */
final class Review {
    private static final Logger log = LoggerFactory.getLogger(Review.class);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MOST_LINES = 10;

    private final GatewaySnapshot now;
    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Map<Question, Verdict> answers = new HashMap<>();
    private Iterator<Http1Downstream> rest;
    private boolean givenUp;
    private int refused;

    /** {@code connections} are those that were ready when the snapshot was published; they may close meanwhile. */
    Review(GatewaySnapshot now, EventLoop loop, LongSupplier nanoTime, Clock clock, List<Http1Downstream> connections) {
        this.now = now;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.rest = connections.iterator();
    }

    /** Goes on until everything was looked at or the time of this turn is over; then comes back by itself. */
    @SuppressWarnings("FutureReturnValueIgnored") // it comes back by itself
    void run() {
        long begun = nanoTime.getAsLong();
        while (rest.hasNext() && !givenUp) {
            look(rest.next());
            if (nanoTime.getAsLong() - begun >= SLICE_NANOS && rest.hasNext()) {
                // not as a task: those that follow each other keep sockets and clocks waiting
                loop.schedule(this::run, 1, TimeUnit.NANOSECONDS);
                return;
            }
        }
        answers.clear();
        rest = Collections.emptyIterator(); // keeps nothing of those that close from now on
        if (refused > 0) {
            log.info("clients refused generation={} connectionsCut={}", now.generation(), refused);
        }
    }

    /** A newer snapshot has its own look. */
    void giveUp() {
        givenUp = true;
    }

    /** Looks at one connection. */
    void look(Http1Downstream downstream) {
        ConnectionInfo connection = downstream.connection();
        TlsEstablished tls = connection.tls();
        SslObject object = tls == null ? null : now.ssls().successorOf(tls.object());
        if (tls != null && object != null && refuses(object, tls, downstream)) {
            return;
        }
        if (!isListening(connection.listener()) || (tls != null && (object == null || !object.asksAs(tls.object())))) {
            downstream.drain();
        }
    }

    private boolean refuses(SslObject object, TlsEstablished tls, Http1Downstream downstream) {
        if (object.clientPolicy().isEmpty() || tls.standing().isEmpty()) {
            return false;
        }
        String why = refusalOf(tls.standing().get(), object.clientPolicy().get());
        if (why.isEmpty()) {
            return false;
        }
        if (refused++ < MOST_LINES) {
            log.info(
                    "client refused generation={} ssl={} client={} fingerprint={} reason={}",
                    now.generation(),
                    object.id(),
                    downstream.connection().remote(),
                    tls.standing().get().peer().fingerprintSha256(),
                    why);
        }
        downstream.refuseClient(why);
        return true;
    }

    private String refusalOf(PeerStanding standing, ClientPolicy policy) {
        long millis = clock.millis();
        if (standing.last().holds(policy, millis)) {
            return standing.last().refusal();
        }
        Question question = new Question(standing.peer(), policy);
        Verdict known = answers.get(question);
        if (known != null) {
            standing.adopt(known);
        }
        Verdict verdict = standing.under(policy, millis);
        if (rest.hasNext()) {
            answers.put(
                    question, verdict); // what comes after the last one is a new connection: nothing is kept for those
        }
        return verdict.refusal();
    }

    private boolean isListening(ListenerConfig accepted) {
        return now.config().listeners().stream()
                .anyMatch(each -> each.address().equals(accepted.address()) && each.protocol() == accepted.protocol());
    }

    /** What is asked once. */
    private record Question(PeerIdentity peer, ClientPolicy policy) {}
}
