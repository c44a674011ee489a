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

    private static final long MOST_WARN = Duration.ofDays(30).toSeconds();
    private static final long MOST_CRITICAL = Duration.ofDays(7).toSeconds();

    private final String label;

    Expiry(String label) {
        this.label = label;
    }

    /** The word in status, metrics and listings. */
    public String label() {
        return label;
    }

    /** The state of what is valid from {@code begin} to {@code end}. */
    public static Expiry of(Instant begin, Instant end, Instant now) {
        return of(begin.getEpochSecond(), end.getEpochSecond(), now.getEpochSecond());
    }

    /** The same in seconds since the epoch. */
    static Expiry of(long begin, long end, long now) {
        if (now > end) {
            return EXPIRED;
        }
        if (now < begin) {
            return NOT_YET_VALID;
        }
        if (end - now <= Math.min((end - begin) / 8, MOST_CRITICAL)) {
            return CRITICAL;
        }
        return end - now <= warnSeconds(begin, end) ? WARN : OK;
    }

    /** How long before its end something should have happened. */
    static Duration warnWindow(Instant begin, Instant end) {
        return Duration.ofSeconds(warnSeconds(begin.getEpochSecond(), end.getEpochSecond()));
    }

    private static long warnSeconds(long begin, long end) {
        return Math.min((end - begin) / 4, MOST_WARN);
    }
}
