// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * The memory outside the Java heap in which bodies and TLS records are carried. Native TLS state is not part of it. Any thread.
 *
 * <p>Its limit is fixed once, when Netty's classes load: {@code -Dio.netty.maxDirectMemory}, else a little less than {@code
 * -XX:MaxDirectMemorySize}, else a little less than what the heap may grow to.
 */
public final class DirectMemory {
    /**
     * The most that the connection of one client and that of its upstream hold together while nobody reads, in bytes: what waits
     * in one direction, one read that came before reading stopped, and what TLS has under way. Held by a test.
     */
    public static final int PER_CONNECTION = 256 * 1024;

    private static final long LEAST_LEFT = 2 << 20; // what the JVM itself takes is below a MiB

    private DirectMemory() {}

    /**
     * System properties that Netty reads when its classes load: a limit below that of the JVM, and the allocator.
     *
     * <p>At its own limit the JVM would have an event loop wait for the collector, up to half a second, and then fail as if the heap
     * were full; Netty fails at once, for the one who asked.
     *
     * <p>Buffers are cut from chunks of half a MiB, which go back when nothing of them is in use, so that after a shortage all of the limit can
     * be had again, by any event loop and for any size. Netty's adaptive allocator, its default, keeps chunks by event loop and size.
     * What an event loop keeps of small buffers goes back every ten seconds, else only when it has made thousands.
     */
    public static Map<String, String> settings() {
        return Map.of(
                "io.netty.maxDirectMemory",
                Long.toString(belowTheJvm(limitOfTheJvm())),
                "io.netty.allocator.type",
                "pooled",
                "io.netty.allocator.maxOrder",
                "6", // of pages of 8 KiB: 512 KiB
                "io.netty.allocator.cacheTrimIntervalMillis",
                "10000");
    }

    /** What Netty may take where the JVM's limit is this, in bytes: a sixteenth less, and so much less that the JVM has its own. */
    private static long belowTheJvm(long limit) {
        return Math.max(limit / 2, limit - Math.max(limit / 16, LEAST_LEFT));
    }

    private static long limitOfTheJvm() {
        String option = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        long bytes = Long.parseLong(option);
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory(); // 0: as large as the heap
    }

    /** In bytes. */
    public static long limit() {
        return PlatformDependent.maxDirectMemory();
    }

    /** Taken from the limit, in bytes; -1 if nobody counts, because the limit was set to 0. */
    public static long used() {
        return PlatformDependent.usedDirectMemory();
    }

    /** What the allocator of the buffers holds of it, in use or to be used again, in bytes. */
    public static long pooled() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** What so many connections may take, in bytes. */
    public static long neededFor(int connections) {
        return (long) connections * PER_CONNECTION;
    }

    /** The limit of the JVM that leaves as much for so many connections, in MiB. */
    public static long optionFor(int connections) {
        long needed = neededFor(connections);
        return 1 + (Math.max(needed / 15 * 16, needed + LEAST_LEFT) >> 20);
    }
}
