// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.PartialTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Values in the words of the configuration. */
final class Shown {
    private Shown() {}

    static String of(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "";
    }

    static String of(Optional<PartialTimeouts> timeouts) {
        return timeouts.map(each -> "connect=" + seconds(each.connect()) + " send=" + seconds(each.send()) + " read="
                        + seconds(each.read()))
                .orElse("");
    }

    private static String seconds(Optional<Duration> value) {
        return value.map(Shown::of).orElse("");
    }

    static String of(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }
}
