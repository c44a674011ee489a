// SPDX-License-Identifier: Apache-2.0

package io.gatehouse.core.metrics;

import io.gatehouse.proxy.exchange.ExchangeListener;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.stream.Outcome;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many exchanges ended in which way since the start. Thread-safe. */
public final class ExchangeCounters implements ExchangeListener {
    private final LongAdder[] byOutcome =
            Stream.generate(LongAdder::new).limit(Outcome.values().length).toArray(LongAdder[]::new);

    @Override
    public void done(ExchangeRecord exchange) {
        byOutcome[exchange.outcome().ordinal()].increment();
    }

    /** How many ended like this. */
    public long count(Outcome outcome) {
        return byOutcome[outcome.ordinal()].sum();
    }
}
