// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;

/**
 * How long an upstream may keep the gateway waiting. All are positive; by default 5 s to connect, 60 s for the others.
 *
 * @param connect TCP and TLS together
 * @param send longest gap between two writes of a request
 * @param read longest gap between two reads once the request has been sent
 */
public record UpstreamTimeouts(Duration connect, Duration send, Duration read) {
    /** What holds when {@code timeout} is left out. */
    public static final UpstreamTimeouts DEFAULT =
            new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60));

    public UpstreamTimeouts {
        Insist.that(connect.compareTo(Duration.ZERO) > 0, "connect: %s (expected: > 0)", connect);
        Insist.that(send.compareTo(Duration.ZERO) > 0, "send: %s (expected: > 0)", send);
        Insist.that(read.compareTo(Duration.ZERO) > 0, "read: %s (expected: > 0)", read);
    }

    /** Reads {@code upstreams[].timeout}. */
    static UpstreamTimeouts read(Fields timeout) {
        return PartialTimeouts.read(timeout).over(DEFAULT);
    }
}
