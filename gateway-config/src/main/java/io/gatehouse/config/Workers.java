// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.function.Function;

/** Does the same to each of many things: one after the other, or on several threads at once. */
@FunctionalInterface
public interface Workers {
    /** The calling thread alone. */
    Workers NONE = new Workers() {
        @Override
        public <T, R> List<R> map(List<T> items, Function<T, R> work) {
            return items.stream().map(work).toList();
        }
    };

    /**
     * Does it and waits for all.
     *
     * @param work must not touch what other items touch, unless that is safe for threads
     * @return the results in the order of the items
     */
    <T, R> List<R> map(List<T> items, Function<T, R> work);
}
