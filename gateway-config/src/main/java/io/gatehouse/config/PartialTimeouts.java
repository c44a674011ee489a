// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Timeouts of which each may be left out: those of a route win over those of its upstream, one by one.
 *
 * @param connect as {@link UpstreamTimeouts#connect}, if written
 * @param send as {@link UpstreamTimeouts#send}, if written
 * @param read as {@link UpstreamTimeouts#read}, if written
 */
public record PartialTimeouts(Optional<Duration> connect, Optional<Duration> send, Optional<Duration> read) {
    /** These timeouts, and those of {@code base} where nothing is written. */
    public UpstreamTimeouts over(UpstreamTimeouts base) {
        return new UpstreamTimeouts(connect.orElse(base.connect()), send.orElse(base.send()), read.orElse(base.read()));
    }

    /** Reads {@code timeout} of a route or an upstream. */
    static PartialTimeouts read(Fields timeout) {
        return new PartialTimeouts(one(timeout, "connect"), one(timeout, "send"), one(timeout, "read"));
    }

    private static Optional<Duration> one(Fields timeout, String key) {
        Duration value = timeout.duration(key, TimeoutsConfig.MIN, TimeoutsConfig.MAX, Duration.ZERO);
        return value.isZero() ? Optional.empty() : Optional.of(value);
    }
}
