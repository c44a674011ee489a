// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Duration;
import java.time.Instant;

/**
 * How near a certificate is to its end. The windows scale with its lifetime, so that one of six days is not critical from birth:
 * {@link #WARN} in the last quarter, 30 days at most; {@link #CRITICAL} in the last eighth, 7 days at most. Whoever renews at a third,
 * as ACME clients do, never sees either. Pure functions; in the order of how bad it is.
 */
public enum Expiry {
    OK("ok"),
    /** It should have been renewed by now. */
    WARN("warn"),
    /** Somebody has to act. */
    CRITICAL("critical"),
    /** Its time has not begun: clients refuse it. */
    NOT_YET_VALID("not_yet_valid"),
    /** Clients refuse it. */
    EXPIRED("expired");

    private static final Duration MOST_WARN = Duration.ofDays(30);
    private static final Duration MOST_CRITICAL = Duration.ofDays(7);

    private final String label;

    Expiry(String label) {
        this.label = label;
    }

    /** The word in status, metrics and listings. */
    public String label() {
        return label;
    }

    /** Whether it is served although somebody has to act at once. */
    public boolean isDue() {
        return compareTo(CRITICAL) >= 0;
    }

    /** The state of what is valid from {@code begin} to {@code end}. */
    public static Expiry of(Instant begin, Instant end, Instant now) {
        if (now.isAfter(end)) {
            return EXPIRED;
        }
        if (now.isBefore(begin)) {
            return NOT_YET_VALID;
        }
        Duration left = Duration.between(now, end);
        if (left.compareTo(criticalWindow(begin, end)) <= 0) {
            return CRITICAL;
        }
        return left.compareTo(warnWindow(begin, end)) <= 0 ? WARN : OK;
    }

    /** How long before its end it is to be warned of. */
    public static Duration warnWindow(Instant begin, Instant end) {
        return least(Duration.between(begin, end).dividedBy(4), MOST_WARN);
    }

    /** How long before its end it is critical. */
    public static Duration criticalWindow(Instant begin, Instant end) {
        return least(Duration.between(begin, end).dividedBy(8), MOST_CRITICAL);
    }

    private static Duration least(Duration part, Duration most) {
        return part.compareTo(most) < 0 ? part : most;
    }
}
