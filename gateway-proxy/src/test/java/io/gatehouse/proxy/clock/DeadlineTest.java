// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With time that is moved by hand. */
class DeadlineTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger runs = new AtomicInteger();
    private long now = Long.MAX_VALUE - 50; // wraps within the test, as nanoTime may
    private final Deadline deadline = new Deadline(channel.eventLoop(), () -> now, runs::incrementAndGet);

    DeadlineTest() {
        channel.freezeTime();
    }

    private void pass(long nanos) {
        now += nanos;
        channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void comesOnce() {
        deadline.in(100);
        assertThat(deadline.isSet()).isTrue();
        pass(99);
        assertThat(runs).hasValue(0);
        pass(1);
        assertThat(runs).hasValue(1);
        assertThat(deadline.isSet()).isFalse();
        pass(1000);
        assertThat(runs).hasValue(1);
    }

    @Test
    void isMovedLaterAndEarlier() {
        deadline.in(100);
        pass(50);
        deadline.in(100);
        pass(99);
        assertThat(runs).hasValue(0);
        pass(1);
        assertThat(runs).hasValue(1);
        deadline.in(1000);
        deadline.in(10);
        pass(10);
        assertThat(runs).hasValue(2);
        pass(2000);
        assertThat(runs).hasValue(2);
    }

    @Test
    void doesNotComeOnceClearedOrCancelled() {
        deadline.in(100);
        deadline.clear();
        pass(200);
        assertThat(runs).hasValue(0);
        deadline.in(100);
        deadline.cancel();
        pass(200);
        assertThat(runs).hasValue(0);
        deadline.in(100);
        pass(100);
        assertThat(runs).hasValue(1);
    }

    @Test
    void maySetItselfAgain() {
        Deadline[] own = new Deadline[1];
        own[0] = new Deadline(channel.eventLoop(), () -> now, () -> {
            if (runs.incrementAndGet() < 3) {
                own[0].in(10);
            }
        });
        own[0].in(10);
        for (int i = 0; i < 100; i++) {
            pass(1);
        }
        assertThat(runs).hasValue(3);
    }
}
