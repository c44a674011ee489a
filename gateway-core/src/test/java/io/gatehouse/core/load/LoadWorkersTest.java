// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadWorkersTest {
    @Test
    void giveResultsInTheOrderOfTheItems() {
        List<Integer> items = IntStream.range(0, 1_000).boxed().toList();
        assertThat(new LoadWorkers(4).map(items, each -> each + 1))
                .isEqualTo(IntStream.range(1, 1_001).boxed().toList());
        assertThat(new LoadWorkers(4).map(List.of(), each -> each)).isEmpty();
    }

    @Test
    void workAtTheSameTime() {
        CountDownLatch all = new CountDownLatch(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Boolean> met = new LoadWorkers(3).map(List.of(1, 2, 3), each -> {
            threads.add(Thread.currentThread());
            all.countDown();
            try {
                return all.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        assertThat(met).containsOnly(true);
        assertThat(threads).hasSize(3).doesNotContain(Thread.currentThread());
    }

    @Test
    void oneItemIsDoneByTheCaller() {
        assertThat(new LoadWorkers(3).map(List.of(1), each -> Thread.currentThread()))
                .containsExactly(Thread.currentThread());
    }

    @Test
    void aFailureComesToTheCaller() {
        assertThatThrownBy(() -> new LoadWorkers(2).map(List.of(1, 2), each -> {
                    throw new IllegalArgumentException("no " + each);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no 1");
    }
}
