// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import io.gatehouse.proxy.exchange.ExchangeListener;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.stream.Outcome;

/** How many exchanges ended in which way since the start. Thread-safe. */
public final class ExchangeCounters implements ExchangeListener {
    private final Tally<Outcome> byOutcome = new Tally<>(Outcome.class);

    @Override
    public void done(ExchangeRecord exchange) {
        byOutcome.add(exchange.outcome());
    }

    /** How many ended like this. */
    public long count(Outcome outcome) {
        return byOutcome.count(outcome);
    }
}
