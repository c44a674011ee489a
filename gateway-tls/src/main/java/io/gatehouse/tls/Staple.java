// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Duration;
import java.time.Instant;

/** An OCSP response that says that a certificate is good, checked, and as long as it may be shown. Immutable. */
public final class Staple {
    /** For how long a response is shown that does not say when it ends: RFC 6960, section 2.4, has newer ones at any time then. */
    static final Duration UNTOLD = Duration.ofHours(1);

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

    /** When a newer one should be asked for: half of its time is left then, to try again. */
    public Instant renewal() {
        return from.plus(Duration.between(from, until).dividedBy(2));
    }

    boolean isGood(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    /** The DER form; not to be changed. */
    byte[] response() {
        return response;
    }
}
