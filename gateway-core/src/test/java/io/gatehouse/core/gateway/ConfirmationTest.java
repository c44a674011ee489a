// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.fixtures.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final TestClock clock = new TestClock();
    private long generation = 8;
    private final List<Planned> planned = new ArrayList<>();
    private final List<Loaded> back = new ArrayList<>();
    private final Confirmation confirmation = new Confirmation(clock, () -> generation, this::plan, back::add);

    @SuppressWarnings("NullAway.Init")
    private Loaded before;

    @BeforeEach
    void load() {
        ConfigDir config = new ConfigDir(folder).gateway("listeners: [{address: \"127.0.0.1:0\", protocol: http}]\n");
        before = new ConfigLoader(config.gatewayYaml(), clock).load().loaded().orElseThrow();
    }

    @Test
    void awaitsNothingByItself() {
        assertThat(confirmation.awaited()).isEmpty();
        assertThat(confirmation.confirm()).isFalse();
    }

    @Test
    void goesBackWhenTheTimeIsOver() {
        Awaited awaited = confirmation.await(before, MINUTE);

        assertThat(awaited).isEqualTo(new Awaited(8, clock.instant().plus(MINUTE)));
        assertThat(confirmation.awaited()).contains(awaited);
        assertThat(planned).singleElement().extracting(Planned::delay).isEqualTo(MINUTE);
        assertThat(back).isEmpty();

        planned.get(0).work().run();

        assertThat(back).containsExactly(before);
        assertThat(confirmation.awaited()).isEmpty();
        assertThat(confirmation.confirm()).as("too late").isFalse();
    }

    @Test
    void staysIfConfirmedInTime() {
        confirmation.await(before, MINUTE);

        assertThat(confirmation.confirm()).isTrue();

        assertThat(confirmation.awaited()).isEmpty();
        assertThat(planned.get(0).future()).isCancelled();
        planned.get(0).work().run(); // it had begun already
        assertThat(back).isEmpty();
        assertThat(confirmation.confirm()).as("twice").isFalse();
    }

    @Test
    void aFaultOnTheWayBackIsTriedAgain() {
        List<Loaded> tried = new ArrayList<>();
        Confirmation faulty = new Confirmation(clock, () -> generation, this::plan, previous -> {
            tried.add(previous);
            throw new NoClassDefFoundError("gone");
        });
        faulty.await(before, MINUTE);

        assertThatThrownBy(planned.get(0).work()::run).isInstanceOf(NoClassDefFoundError.class);

        assertThat(faulty.awaited())
                .contains(new Awaited(8, clock.instant().plus(planned.get(1).delay())));
        assertThatThrownBy(planned.get(1).work()::run).isInstanceOf(NoClassDefFoundError.class);
        assertThat(tried).containsExactly(before, before);
        assertThat(faulty.confirm()).as("which ends it").isTrue();
    }

    @Test
    void awaitsOneAtATime() {
        confirmation.await(before, MINUTE);
        assertThatThrownBy(() -> confirmation.await(before, MINUTE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesTheGenerationThatRunsAlsoAfterRevocationListsMadeItAnother() {
        Awaited awaited = confirmation.await(before, MINUTE);

        generation = 9;

        assertThat(confirmation.awaited()).contains(new Awaited(9, awaited.until()));
    }

    private Future<?> plan(Duration delay, Runnable work) {
        Planned each = new Planned(delay, work, new CompletableFuture<>());
        planned.add(each);
        return each.future();
    }

    /** What was asked of the timer. */
    private record Planned(Duration delay, Runnable work, CompletableFuture<Void> future) {}
}
