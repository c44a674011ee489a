// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that takes as many octets as the test lets it, with time that is moved by hand; 100 ns are too long. */
class WriteStallTest {
    private final Sluggish channel = new Sluggish();
    private final AtomicInteger stalls = new AtomicInteger();
    private long now = Long.MAX_VALUE - 120; // wraps within the test, as nanoTime may
    private long timeout = 100;
    private final WriteStall stall = new WriteStall(channel, () -> now, () -> timeout, stalls::incrementAndGet);

    WriteStallTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        stall.cancel();
        channel.take(Integer.MAX_VALUE);
        channel.finishAndReleaseAll();
    }

    private void write(int octets) {
        channel.write(Unpooled.wrappedBuffer(new byte[octets]));
        channel.flush();
        stall.flushed();
    }

    private void pass(long nanos) {
        for (long i = 0; i < nanos; i++) {
            now++;
            channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void isNoticedAfterTheTimeout() {
        write(10);
        pass(99);
        assertThat(stalls).hasValue(0);
        pass(1);
        assertThat(stalls).hasValue(1);
        pass(1000); // whoever is told once is not told again
        assertThat(stalls).hasValue(1);
    }

    @Test
    void costsNothingWhileNothingWaits() {
        channel.letIn(10);
        write(10);
        assertThat(channel.runScheduledPendingTasks()).as("a task").isNegative();
    }

    @Test
    void isNotMovedByWhatIsWrittenMeanwhile() {
        write(10);
        pass(50);
        write(10);
        pass(49);
        assertThat(stalls).hasValue(0);
        pass(51); // more was there at the first look than before, but nothing moved
        assertThat(stalls).hasValue(1);
    }

    @Test
    void isNoneWhileSomethingMoves() {
        write(100);
        for (int i = 0; i < 20; i++) {
            pass(25);
            channel.take(1);
            pass(50);
            channel.take(1);
            pass(25);
        }
        assertThat(stalls).hasValue(0);
        pass(150);
        assertThat(stalls).hasValue(1);
    }

    @Test
    void isNoneIfWholeBuffersMove() {
        for (int i = 0; i < 20; i++) {
            write(2);
        }
        for (int i = 0; i < 20; i++) {
            pass(49);
            channel.take(2);
            pass(1);
        }
        pass(1000);
        assertThat(stalls).hasValue(0);
    }

    @Test
    void isNoneIfAsMuchComesAsLeaves() {
        write(2);
        write(2);
        for (int i = 0; i < 20; i++) {
            pass(25);
            channel.take(2);
            write(2); // what waits looks the same at each look
            pass(25);
        }
        assertThat(stalls).hasValue(0);
        pass(100);
        assertThat(stalls).hasValue(1);
    }

    @Test
    void isNoneIfAllIsOutBetweenTwoLooks() {
        write(2);
        for (int i = 0; i < 20; i++) {
            pass(25);
            channel.take(2);
            pass(24);
            write(2); // still on its way when it is looked for
            pass(1);
        }
        assertThat(stalls).hasValue(0);
    }

    @Test
    void isToldAlsoIfMoreAndMoreComes() {
        write(1);
        for (int i = 0; i < 10; i++) {
            pass(9);
            write(1);
        }
        assertThat(stalls).hasValue(0);
        pass(10);
        assertThat(stalls).hasValue(1);
    }

    @Test
    void isNoneOnceEverythingIsOut() {
        write(10);
        pass(99);
        channel.take(10);
        pass(1000);
        assertThat(stalls).hasValue(0);
        write(10); // watched anew
        pass(100);
        assertThat(stalls).hasValue(1);
    }

    @Test
    void beginsAnewWithWhatIsLeft() {
        write(10);
        pass(99);
        stall.again();
        pass(99);
        assertThat(stalls).hasValue(0);
        pass(1);
        assertThat(stalls).hasValue(1);
    }

    @Test
    void isNoneOnceCancelled() {
        write(10);
        pass(50);
        stall.cancel();
        pass(1000);
        assertThat(stalls).hasValue(0);
    }

    @Test
    void takesUpAnotherTimeoutForWhatWaitsNext() {
        write(10);
        channel.take(10);
        pass(50);
        timeout = 1;
        write(10);
        pass(1);
        assertThat(stalls).hasValue(0);
        pass(1); // two looks, each a nanosecond at least
        assertThat(stalls).hasValue(1);
    }
}
