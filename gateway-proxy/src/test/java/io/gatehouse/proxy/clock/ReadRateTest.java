// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With time that is moved by hand, and a channel that gives octets to nobody unless the test takes them. */
class ReadRateTest {
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(60);
    private static final int RATE = 1_000;

    private final Sluggish channel = new Sluggish();
    private final AtomicInteger cuts = new AtomicInteger();
    private long now;
    private long written;
    private final ReadRate rate = new ReadRate(channel, () -> written, () -> now, cuts::incrementAndGet);

    ReadRateTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        rate.cancel();
        channel.take(Integer.MAX_VALUE);
        channel.finishAndReleaseAll();
    }

    private void write(int octets) {
        written += octets;
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[octets]));
        rate.flushed(RATE, TIMEOUT);
    }

    /** A second, in which the peer takes so many octets. */
    private void second(int octets) {
        channel.take(octets);
        now += TimeUnit.SECONDS.toNanos(1);
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private int secondsUntilCut(int octetsEach) {
        int seconds = 0;
        for (; cuts.get() == 0 && seconds < 1_000; seconds++) {
            second(octetsEach);
        }
        return seconds;
    }

    @Test
    void cutsWhoeverReadsATrickle() {
        write(100_000);
        assertThat(secondsUntilCut(1)).isBetween(10, 12);
    }

    @Test
    void leavesWhoeverKeepsTheRate() {
        write(900_000);
        for (int i = 0; i < 800; i++) {
            second(RATE);
        }
        assertThat(cuts).hasValue(0);
    }

    @Test
    void aQuickBeginningBuysATimeoutAtMost() {
        write(10_000_000);
        second(9_000_000);
        assertThat(secondsUntilCut(1)).isBetween(58, 62);
    }

    @Test
    void whatTheKernelTookBeforeCounts() {
        channel.letIn(900_000);
        write(900_000);
        write(100_000);
        assertThat(secondsUntilCut(1)).isBetween(58, 62);
    }

    @Test
    void leavesWhoeverTakesNothingToTheStall() {
        write(100_000);
        for (int i = 0; i < 1_000; i++) {
            second(0);
        }
        assertThat(cuts).hasValue(0);
        second(1);
        assertThat(cuts).hasValue(1);
    }

    @Test
    void countsNoSecondInWhichThePeerHadNothingToRead() {
        for (int i = 0; i < 100; i++) {
            write(10); // far less than the rate: whoever sends it is slow
            second(10);
        }
        for (int i = 0; i < 100; i++) {
            write(10);
            second(9);
            write(10);
            second(11);
        }
        assertThat(cuts).hasValue(0);
    }

    @Test
    void beginsAnewWhenEverythingWasTaken() {
        write(100_000);
        for (int i = 0; i < 8; i++) {
            second(1);
        }
        second(100_000);
        write(100_000);
        assertThat(secondsUntilCut(1)).isBetween(10, 12);
    }
}
