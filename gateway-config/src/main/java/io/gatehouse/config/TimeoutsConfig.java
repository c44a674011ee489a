// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;

/**
 * How long a client may keep the gateway waiting. All are positive.
 *
 * @param requestHead from the first byte of a request, or the end of the handshake, to the end of its head; 10 s by default
 * @param idle a kept-alive connection without a request; 60 s by default
 * @param body between two reads of a request body; 60 s by default
 * @param write without one byte written although some wait; 60 s by default
 */
public record TimeoutsConfig(Duration requestHead, Duration idle, Duration body, Duration write) {
    /** Shortest timeout that can be configured. */
    static final Duration MIN = Duration.ofMillis(1);

    /** Longest timeout that can be configured. */
    static final Duration MAX = Duration.ofHours(24);

    /** What holds when {@code timeouts} is left out. */
    public static final TimeoutsConfig DEFAULT = new TimeoutsConfig(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

    public TimeoutsConfig {
        Insist.that(requestHead.compareTo(Duration.ZERO) > 0, "requestHead: %s (expected: > 0)", requestHead);
        Insist.that(idle.compareTo(Duration.ZERO) > 0, "idle: %s (expected: > 0)", idle);
        Insist.that(body.compareTo(Duration.ZERO) > 0, "body: %s (expected: > 0)", body);
        Insist.that(write.compareTo(Duration.ZERO) > 0, "write: %s (expected: > 0)", write);
    }

    /** Reads {@code timeouts}. */
    static TimeoutsConfig read(Fields timeouts) {
        return new TimeoutsConfig(
                timeouts.duration("request_head", MIN, MAX, DEFAULT.requestHead),
                timeouts.duration("idle", MIN, MAX, DEFAULT.idle),
                timeouts.duration("body", MIN, MAX, DEFAULT.body),
                timeouts.duration("write", MIN, MAX, DEFAULT.write));
    }
}
