// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;

/**
 * What a load got done.
 *
 * @param units requests, connections or MiB
 * @param errors what was not answered as it should
 */
record Work(double units, long errors) {
    /** Of an answer with {@code units} and {@code errors}. */
    static Work of(Words words) {
        return new Work(words.decimal("units"), words.number("errors"));
    }
}
