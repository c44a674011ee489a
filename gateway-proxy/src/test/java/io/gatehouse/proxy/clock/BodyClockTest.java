// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With time that is moved by hand: gaps of 60 s, 240 octets a second, 10 s of grace. */
class BodyClockTest {
    private static final long GAP = TimeUnit.SECONDS.toNanos(60);
    private static final int RATE = 240;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger ends = new AtomicInteger();
    private long now;
    private final Deadline deadline = new Deadline(channel.eventLoop(), () -> now, ends::incrementAndGet);
    private final BodyClock clock = new BodyClock(deadline, () -> now);

    BodyClockTest() {
        channel.freezeTime();
        clock.begin(GAP, RATE);
        clock.await();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void seconds(int count) {
        long nanos = TimeUnit.SECONDS.toNanos(count);
        now += nanos;
        channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    /** How many octets, one in each so many seconds, come until it ends. */
    private int trickle(int seconds) {
        int octets = 0;
        while (ends.get() == 0) {
            clock.received(1);
            octets++;
            seconds(seconds);
        }
        return octets;
    }

    @Test
    void aTrickleEndsWithTheGrace() {
        assertThat(trickle(1)).isEqualTo(11); // 10 s, and what 11 octets are worth
        assertThat(clock.isTooSlow()).isTrue();
    }

    @Test
    void oneOctetBetweenLongPausesEndsWithTheGrace() {
        clock.received(1);
        seconds(11);
        assertThat(ends).hasValue(1);
        assertThat(clock.isTooSlow()).isTrue();
    }

    @Test
    void theRateIsKeptForEver() {
        for (int i = 0; i < 10_000; i++) {
            clock.received(RATE);
            seconds(1);
        }
        assertThat(ends).hasValue(0);
    }

    @Test
    void aTenthLessIsNotForEver() {
        int seconds = 0;
        for (; ends.get() == 0; seconds++) {
            clock.received(RATE - RATE / 10);
            seconds(1);
        }
        assertThat(seconds).isBetween(95, 105);
        assertThat(clock.isTooSlow()).isTrue();
    }

    @Test
    void whoeverHasKeptUpMayPauseAsLongAsAGapMayBe() {
        clock.received(60 * RATE);
        seconds(59);
        assertThat(ends).hasValue(0);
        clock.received(60 * RATE);
        seconds(60);
        assertThat(ends).hasValue(1);
        assertThat(clock.isTooSlow()).isFalse();
    }

    @Test
    void aBurstSavesUpNoMoreThanAGap() {
        clock.received(Integer.MAX_VALUE);
        assertThat(trickle(1)).isEqualTo(61); // 60 s, and what 61 octets are worth
    }

    @Test
    void countsNothingWhileSomebodyElseIsWaitedFor() {
        clock.received(1);
        seconds(9);
        clock.pause();
        seconds(3600);
        clock.await();
        clock.await();
        assertThat(ends).hasValue(0);
        seconds(2);
        assertThat(ends).hasValue(1);
        assertThat(clock.isTooSlow()).isTrue();
    }

    @Test
    void beforeTheFirstOctetOnlyTheGapCounts() {
        clock.received(0);
        seconds(59);
        assertThat(ends).hasValue(0);
        seconds(1);
        assertThat(ends).hasValue(1);
        assertThat(clock.isTooSlow()).isFalse();
    }

    @Test
    void withoutARateOnlyTheGapCounts() {
        clock.begin(GAP, 0);
        clock.await();
        for (int i = 0; i < 1_000; i++) {
            clock.received(1);
            seconds(59);
        }
        assertThat(ends).hasValue(0);
        seconds(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void theNextBodyBeginsAnew() {
        clock.received(1);
        seconds(9);
        clock.pause();
        clock.begin(GAP, RATE);
        clock.await();
        clock.received(1);
        seconds(9);
        assertThat(ends).hasValue(0);
    }
}
