// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import java.util.concurrent.TimeUnit;

/**
 * How much longer a peer is waited for, so that it moves so many octets a second on average. Each octet earns it a part of a
 * second, waiting uses that up.
 *
 * <p>It begins with {@link #GRACE_NANOS} and never saves up more than a timeout: one burst does not buy hours, yet whoever
 * has kept up may pause for as long as that timeout allows. Plain arithmetic; event loop only.
 */
final class Patience {
    /** For a beginning that is lost and sent again: 10 s. */
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private long octetsPerSecond;
    private long mostNanos;
    private long leftNanos;

    /**
     * Begins anew.
     *
     * @param rate octets a second; 0 for none, and then patience never ends
     * @param most what it can grow to, and begins with if that is less than the grace
     */
    void begin(long rate, long most) {
        octetsPerSecond = rate;
        mostNanos = most;
        leftNanos = Math.min(GRACE_NANOS, most);
    }

    /** The peer moved so many octets. */
    void earned(long octets) {
        if (octetsPerSecond > 0) {
            long counted = Math.min(octets, Integer.MAX_VALUE); // so that the product stays below 2^63
            leftNanos = Math.min(mostNanos, leftNanos + counted * NANOS_PER_SECOND / octetsPerSecond);
        }
    }

    /** The peer was waited for. */
    void waited(long nanos) {
        leftNanos -= nanos;
    }

    /** How much longer to wait; {@link Long#MAX_VALUE} if there is no rate. */
    long leftNanos() {
        return octetsPerSecond == 0 ? Long.MAX_VALUE : leftNanos;
    }
}
