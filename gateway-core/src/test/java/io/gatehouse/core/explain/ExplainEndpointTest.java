// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.admin.AdminRequest;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.GatewayView;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExplainEndpointTest {
    private final CompletableFuture<String> looked = new CompletableFuture<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void neverWorksOnTheThreadThatAsks() throws Exception {
        AdminRoute route = ExplainEndpoint.of(view());
        CompletableFuture<?> answer = route.endpoint().answer(new AdminRequest("", "{}"));

        assertThat(looked.get(5, TimeUnit.SECONDS)).isEqualTo("gatehouse-explain");
        assertThat(answer).isNotDone();
        released.countDown();
        assertThat(answer).failsWithin(5, TimeUnit.SECONDS); // of this view there is nothing to explain
    }

    @Test
    void letsOnlySoManyWait() {
        List<Runnable> taken = new ArrayList<>();
        Executor full = work -> {
            if (!taken.isEmpty()) {
                throw new RejectedExecutionException();
            }
            taken.add(work);
        };
        ExplainEndpoint endpoint = new ExplainEndpoint(view(), full);

        assertThat(endpoint.answer(new AdminRequest("", "{}"))).isNotDone();
        assertThat(endpoint.answer(new AdminRequest("", "{}"))).isCompleted();
    }

    /** A gateway whose snapshot is slow to come, and is none. */
    private GatewayView view() {
        return (GatewayView) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {GatewayView.class}, (proxy, method, arguments) -> {
                    looked.complete(Thread.currentThread().getName());
                    released.await(5, TimeUnit.SECONDS);
                    throw new IllegalStateException(method.getName());
                });
    }
}
