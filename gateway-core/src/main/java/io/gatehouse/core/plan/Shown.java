// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.KeepalivePoolConfig;
import io.gatehouse.config.Label;
import io.gatehouse.config.PartialTimeouts;
import io.gatehouse.config.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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

    static String of(KeepalivePoolConfig pool) {
        return "size=" + pool.size() + " idle_timeout=" + of(pool.idleTimeout()) + " requests=" + pool.requests();
    }

    /** The oldest first. */
    static List<String> of(Collection<TlsVersion> versions) {
        return versions.stream().sorted().map(TlsVersion::label).toList();
    }

    /** A word of a choice, such as {@code x-forwarded}. */
    static String of(Enum<?> word) {
        return Label.of(word).replace('_', '-');
    }

    /** The same for each way to a file: from another working folder, or by another {@code gateway.yaml}. */
    static String of(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    static String of(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }
}
