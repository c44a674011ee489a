// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

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

    private static final String LIMIT = "io.netty.maxDirectMemory";
    private static final String KEPT = "io.netty.allocator.threadLocalChunkCacheMaxBytes";
    private static final long SIZES = 16; // of buffers, kept apart
    private static final long MOST_KEPT = 8 << 20; // as Netty has it
    private static final long LEAST_KEPT = 128 << 10; // a chunk

    private DirectMemory() {}

    /**
     * Sets the limit a sixteenth below that of the JVM. At its own limit the JVM would have an event loop wait for the collector, up to
     * half a second, and then fail as if the heap were full; Netty fails at once, for the one who asked. To be called before Netty's
     * classes load.
     */
    public static void failBeforeTheJvm() {
        if (System.getProperty(LIMIT) == null) {
            long most = limitOfTheJvm();
            System.setProperty(LIMIT, Long.toString(most - most / 16));
        }
        keepLittle(Long.getLong(LIMIT, 0));
    }

    /**
     * Bounds what each event loop keeps of each of sixteen sizes of buffers, when they are free again, to a quarter of the limit together:
     * else a small limit could be kept whole by sizes that a shortage had asked for, and nothing would be left for others, for good.
     */
    private static void keepLittle(long limit) {
        if (limit > 0 && System.getProperty(KEPT) == null) {
            long each = limit / (4 * SIZES * Runtime.getRuntime().availableProcessors());
            System.setProperty(KEPT, Long.toString(Math.max(LEAST_KEPT, Math.min(MOST_KEPT, each))));
        }
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
        return 1 + ((neededFor(connections) / 15 * 16) >> 20);
    }
}
