// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The Java heap, as the JVM tells of it. Any thread. */
public final class Heap {
    private Heap() {}

    /** In bytes; what is not collected yet is part of it. */
    public static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** What it may grow to, in bytes. */
    public static long limit() {
        return Runtime.getRuntime().maxMemory();
    }

    /** How long collectors have worked since the start, in milliseconds. */
    public static long collectionMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .filter(millis -> millis > 0) // -1 where nobody counts
                .sum();
    }
}
