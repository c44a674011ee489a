// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.exchange.ExchangeServices;
import io.gatehouse.proxy.http.HttpDate;
import io.gatehouse.proxy.snapshot.SnapshotHolder;
import java.util.function.LongSupplier;

/**
 * What the client connections of one event loop share.
 *
 * @param connections those that are open, on that loop
 * @param heap what requests may hold of it, on that loop
 * @param date for the Date fields that are missing
 */
public record DownstreamContext(
        SnapshotHolder snapshots,
        ExchangeServices exchanges,
        LongSupplier nanoTime,
        OpenConnections connections,
        HeapShare heap,
        HttpDate date) {}
