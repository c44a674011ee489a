// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.load.ReloadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReloaderTest {
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void whoeverAsksWhileOneRunsGetsOneMoreTogether() throws Exception {
        try (Reloader reloader = new Reloader(this::reload)) {
            CompletableFuture<ReloadOutcome> first = reloader.trigger();
            begun.acquire();
            CompletableFuture<ReloadOutcome> second = reloader.trigger();
            CompletableFuture<ReloadOutcome> third = reloader.trigger();
            mayEnd.release(10);

            assertThat(first.get(5, TimeUnit.SECONDS).report().generation()).isEqualTo(1);
            assertThat(second.get(5, TimeUnit.SECONDS).report().generation()).isEqualTo(2);
            assertThat(third).isSameAs(second);
            assertThat(runs).hasValue(2);
        }
    }

    @Test
    void aFaultOfOursEndsOneReloadAndNotTheNext() throws Exception {
        try (Reloader reloader = new Reloader(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("fault");
            }
            return report(2);
        })) {
            assertThatThrownBy(() -> reloader.trigger().get(5, TimeUnit.SECONDS))
                    .hasRootCauseMessage("fault");
            assertThat(reloader.trigger().get(5, TimeUnit.SECONDS).report().generation())
                    .isEqualTo(2);
        }
    }

    /** For instance because somebody replaced the jar under the running process. */
    @Test
    void anErrorIsToldAndEndsNothingElse() throws Exception {
        Semaphore looks = new Semaphore(0);
        try (Reloader reloader = new Reloader(ReloaderTest::missingClass)) {
            reloader.between(
                    () -> {
                        looks.release();
                        missingClass();
                    },
                    () -> Duration.ofMillis(1));

            assertThatThrownBy(() -> reloader.trigger().get(5, TimeUnit.SECONDS))
                    .hasRootCauseMessage("gone");
            assertThatThrownBy(() -> reloader.call(ReloaderTest::missingClass).get(5, TimeUnit.SECONDS))
                    .hasRootCauseMessage("gone");
            assertThat(looks.tryAcquire(2, 5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ReloadOutcome missingClass() {
        throw new NoClassDefFoundError("gone");
    }

    @Test
    void whatIsCalledRunsBetweenReloadsInTurn() throws Exception {
        try (Reloader reloader = new Reloader(this::reload)) {
            reloader.trigger();
            begun.acquire();
            CompletableFuture<Integer> call = reloader.call(runs::get);
            CompletableFuture<ReloadOutcome> last = reloader.trigger();
            mayEnd.release(10);

            assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(last.get(5, TimeUnit.SECONDS).report().generation()).isEqualTo(2);
        }
    }

    @Test
    void whatIsDoneLaterMayBringOtherPauses() throws Exception {
        Semaphore looks = new Semaphore(0);
        AtomicReference<Duration> pause = new AtomicReference<>(Duration.ZERO);
        try (Reloader reloader = new Reloader(this::reload)) {
            reloader.between(looks::release, pause::get);
            assertThat(reloader.after(Duration.ofMillis(1), () -> pause.set(Duration.ofMillis(1))))
                    .isNotNull();

            assertThat(looks.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Whoever asks during a drain must not wait for its end. */
    @Test
    void whatIsAskedForAfterTheEndIsRefusedAtOnce() {
        Reloader reloader = new Reloader(this::reload);
        reloader.close();

        assertThatThrownBy(() -> reloader.trigger().get(5, TimeUnit.SECONDS))
                .hasRootCauseMessage("the gateway is ending");
        assertThatThrownBy(() -> reloader.call(runs::get).get(5, TimeUnit.SECONDS))
                .hasRootCauseMessage("the gateway is ending");
    }

    /** What has begun at the end goes on, what has not is answered at once. */
    @Test
    void whatStillWaitsAtTheEndIsRefusedThen() throws Exception {
        Reloader reloader = new Reloader(this::reload);
        CompletableFuture<ReloadOutcome> running = reloader.trigger();
        begun.acquire();
        CompletableFuture<ReloadOutcome> waiting = reloader.trigger();
        CompletableFuture<Integer> call = reloader.call(runs::get);

        reloader.close();

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("the gateway is ending");
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("the gateway is ending");
        mayEnd.release();
        assertThat(running.get(5, TimeUnit.SECONDS).report().generation()).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    /** A reload that a stop overtakes ends as it would have, also if it was to be taken back later. */
    @Test
    void whatIsToBeDoneLaterIsNotDoneAfterTheEnd() throws Exception {
        Reloader reloader = new Reloader(this::reload);
        CompletableFuture<Boolean> call = reloader.call(() -> {
            begun.release();
            mayEnd.acquireUninterruptibly();
            return reloader.after(Duration.ZERO, runs::incrementAndGet).isDone();
        });
        begun.acquire();

        reloader.close();
        mayEnd.release();

        assertThat(call.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(runs).hasValue(0);
    }

    @Test
    void whatWaitsIsBounded() throws Exception {
        try (Reloader reloader = new Reloader(this::reload)) {
            reloader.trigger();
            begun.acquire();
            for (int i = 0; i < 8; i++) {
                assertThat(reloader.call(runs::get)).isNotDone();
            }
            assertThat(reloader.call(runs::get)).isCompletedExceptionally();
            mayEnd.release(10);
            reloader.trigger().get(5, TimeUnit.SECONDS);
            assertThat(reloader.call(runs::get).get(5, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    private ReloadOutcome reload() {
        int run = runs.incrementAndGet();
        begun.release();
        mayEnd.acquireUninterruptibly();
        return report(run);
    }

    private static ReloadOutcome report(int generation) {
        return ReloadOutcome.of(new ReloadReport(
                Instant.EPOCH, ReloadReport.Result.OK, generation, ReloadReport.Changes.NONE, List.of()));
    }
}
