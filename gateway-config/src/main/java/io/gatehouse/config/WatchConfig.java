// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;

/**
 * Whether files are looked at between reloads, and taken up when they changed.
 *
 * @param enabled false by default
 * @param interval between two looks; what changed is taken up when it was the same at two of them; 10 s by default
 */
public record WatchConfig(boolean enabled, Duration interval) {
    /** What holds when {@code watch} is left out. */
    public static final WatchConfig DEFAULT = new WatchConfig(false, Duration.ofSeconds(10));

    private static final Duration LEAST = Duration.ofMillis(100);

    public WatchConfig {
        Insist.that(interval.compareTo(Duration.ZERO) > 0, "interval: %s (expected: > 0)", interval);
    }

    /** Reads {@code watch} of {@code gateway.yaml}. */
    static WatchConfig read(Fields watch) {
        return new WatchConfig(
                watch.flag("enabled", DEFAULT.enabled),
                watch.duration("interval", LEAST, TimeoutsConfig.MAX, DEFAULT.interval));
    }
}
