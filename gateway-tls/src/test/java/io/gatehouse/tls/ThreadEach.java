// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.Workers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Workers with a thread for each item, so that whatever is shared is shared between threads. */
final class ThreadEach implements Workers {
    @Override
    public <T, R> List<R> map(List<T> items, Function<T, R> work) {
        List<CompletableFuture<R>> results = items.stream()
                .map(item -> CompletableFuture.supplyAsync(() -> work.apply(item), task -> new Thread(task).start()))
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }
}
