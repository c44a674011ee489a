// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of nodes that did not resolve, for a second each: else every request for one is a question to DNS, or several. See
 * RFC 2308, section 5. Names are those of the configuration, so there are not many. Event loop only.
 */
final class FailedNames {
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<String, Failure> byName = new HashMap<>();

    FailedNames(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(String name, Throwable cause) {
        byName.put(name, new Failure(cause, nanoTime.getAsLong()));
    }

    /** Why the name does not resolve; null if that has to be asked. */
    @Nullable
    Throwable causeOf(String name) {
        Failure failure = byName.get(name);
        return failure == null || nanoTime.getAsLong() - failure.atNanos >= KEPT_NANOS ? null : failure.cause;
    }

    void clear() {
        byName.clear();
    }

    private record Failure(Throwable cause, long atNanos) {}
}
