// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import io.gatehouse.proxy.clock.Seldom;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.tls.HandshakeListener;
import io.gatehouse.tls.TlsEstablished;
import io.netty.channel.Channel;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts handshakes, refused ones by reason and others by ssl object, and logs some of those refused at DEBUG: at most
 * {@value #LINES_A_SECOND} a second, because whoever connects can cause them at will. The counters miss none. Thread-safe.
 */
public final class HandshakeCounters implements HandshakeListener {
    static final int LINES_A_SECOND = 10;

    private static final Logger log = LoggerFactory.getLogger(HandshakeCounters.class);

    private final Tally<HandshakeFailure> byReason = new Tally<>(HandshakeFailure.class);
    private final LongAdder underStaleCrl = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final SslUsage usage = new SslUsage();
    private final Clock clock;
    private final Seldom line = Seldom.timesASecond(LINES_A_SECOND);

    /** {@code clock} tells when an ssl object was last asked for. */
    public HandshakeCounters(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void established(Channel channel, TlsEstablished established) {
        (established.resumed() ? resumed : full).increment();
        usage.served(established.object().id(), clock.millis());
    }

    @Override
    public void refused(Channel channel, HandshakeFailure reason, String sni, String detail) {
        byReason.add(reason);
        if (log.isDebugEnabled() && line.mayHappen()) {
            log.debug(
                    "handshake refused reason={} client={} sni={} detail={}",
                    reason,
                    channel.remoteAddress(),
                    Printable.of(sni),
                    Printable.of(detail));
        }
    }

    @Override
    public void acceptedUnderStaleCrl(Channel channel, String sni) {
        underStaleCrl.increment();
    }

    /** How many clients were accepted although a revocation list that they were looked up in is stale. */
    public long acceptedUnderStaleCrl() {
        return underStaleCrl.sum();
    }

    /** How many handshakes succeeded in full. */
    public long full() {
        return full.sum();
    }

    /** How many handshakes succeeded by taking up an earlier session. */
    public long resumed() {
        return resumed.sum();
    }

    /** What each ssl object was asked for. */
    public SslUsage usage() {
        return usage;
    }

    /** How many handshakes were refused for this reason. */
    public long count(HandshakeFailure reason) {
        return byReason.count(reason);
    }
}
