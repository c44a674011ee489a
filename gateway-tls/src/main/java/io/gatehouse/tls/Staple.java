// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Duration;
import java.time.Instant;

/** An OCSP response that says that a certificate is good, checked, and as long as it may be shown. Immutable. */
public final class Staple {
    /** For how long a response is shown that does not say when it ends: RFC 6960, section 2.4, has newer ones at any time then. */
    static final Duration UNTOLD = Duration.ofHours(1);

    /** By which part of what is left the next question waits. */
    private static final int TRIES = 8;

    private final byte[] response;
    private final Instant from;
    private final Instant until;

    Staple(byte[] response, Instant from, Instant until) {
        this.response = response;
        this.from = from;
        this.until = until;
    }

    /** When it ends ({@code nextUpdate}). */
    public Instant until() {
        return until;
    }

    /**
     * When a newer one should be asked for: half of its time is left then, to try again. If that is over, the responder had no newer
     * one, as many have none until shortly before the end: it is asked as often again as time is left, not without a pause.
     */
    public Instant renewal(Instant now) {
        Instant half = from.plus(Duration.between(from, until).dividedBy(2));
        Instant later = now.plus(Duration.between(now, until).dividedBy(TRIES));
        return half.isAfter(later) ? half : later;
    }

    boolean isGood(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    /** The DER form; not to be changed. */
    byte[] response() {
        return response;
    }
}
