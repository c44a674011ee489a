// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.gatehouse.proxy.clock.Seldom;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often direct memory ran out, and says so at most once a second. The connection that asked for more is cut; what
 * it held is free again then, and nobody else is concerned. Thread-safe.
 *
 * <p>It is not the {@code OutOfMemoryError} of the heap, which ends the process.
 */
public final class MemoryShortage {
    private static final Logger log = LoggerFactory.getLogger(MemoryShortage.class);

    private final LongAdder count = new LongAdder();
    private final Seldom line = Seldom.onceASecond();

    /** Whether direct memory ran out: TLS and pipelines wrap what they meet. */
    public static boolean is(Throwable cause) {
        Throwable each = cause;
        while (each != null && !(each instanceof OutOfDirectMemoryError)) {
            each = each.getCause();
        }
        return each != null;
    }

    /** A connection is cut for it. */
    public void noted(Throwable cause) {
        noted(PeerFault.detail(cause));
    }

    /** The same, in the words of somebody else. */
    public void noted(String cause) {
        count.increment();
        if (line.mayHappen()) {
            log.warn("direct memory ran out, a connection is cut times={} cause=\"{}\"", count, cause);
        }
    }

    /** How often since the start. */
    public long count() {
        return count.sum();
    }
}
