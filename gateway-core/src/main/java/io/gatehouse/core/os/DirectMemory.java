// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;

/**
 * The memory outside the Java heap in which bodies and TLS records are carried. Native TLS state is not part of it. Any thread.
 *
 * <p>Its limit is fixed once, when Netty's classes load: {@code -Dio.netty.maxDirectMemory}, else {@code
 * -XX:MaxDirectMemorySize}, else what the heap may grow to.
 */
public final class DirectMemory {
    /**
     * The most that the connection of one client and that of its upstream hold together while nobody reads, in bytes: what waits
     * in one direction, one read that came before reading stopped, and what TLS has under way. Held by a test.
     */
    public static final int PER_CONNECTION = 256 * 1024;

    private DirectMemory() {}

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
}
