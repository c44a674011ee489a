// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import io.gatehouse.proxy.exchange.ExchangeListener;
import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.stream.Outcome;
import java.util.EnumMap;
import java.util.Objects;

/** How many exchanges ended in which way since the start, and how long they took. Thread-safe. */
public final class ExchangeCounters implements ExchangeListener {
    private final Tally<Outcome> byOutcome = new Tally<>(Outcome.class);
    private final EnumMap<StatusClass, Histogram> durations = new EnumMap<>(StatusClass.class);
    private final Histogram upstreamHeads = new Histogram();

    /** None so far. */
    public ExchangeCounters() {
        for (StatusClass each : StatusClass.values()) {
            durations.put(each, new Histogram());
        }
    }

    @Override
    public void done(ExchangeRecord exchange) {
        byOutcome.add(exchange.outcome());
        durations(StatusClass.of(exchange.status())).add(exchange.totalNanos());
        if (exchange.upstreamHeadNanos() > 0) {
            upstreamHeads.add(exchange.upstreamHeadNanos());
        }
    }

    /** How many ended like this. */
    public long count(Outcome outcome) {
        return byOutcome.count(outcome);
    }

    /** How many ended with a status like this. */
    public long count(StatusClass status) {
        return durations(status).count();
    }

    /** How long those took that ended with a status like this: {@link ExchangeRecord#totalNanos}. */
    public Histogram durations(StatusClass status) {
        return Objects.requireNonNull(durations.get(status));
    }

    /** How long upstreams took to begin their responses: {@link ExchangeRecord#upstreamHeadNanos}. */
    public Histogram upstreamHeads() {
        return upstreamHeads;
    }

    /** The first digit of a status. */
    public enum StatusClass {
        /** The client got none. */
        NONE("none"),
        INFORMATIONAL("1xx"),
        SUCCESSFUL("2xx"),
        REDIRECTION("3xx"),
        CLIENT_ERROR("4xx"),
        SERVER_ERROR("5xx");

        private final String label;

        StatusClass(String label) {
            this.label = label;
        }

        /** Its label in metrics. */
        public String label() {
            return label;
        }

        static StatusClass of(int status) {
            return switch (status / 100) {
                case 1 -> INFORMATIONAL;
                case 2 -> SUCCESSFUL;
                case 3 -> REDIRECTION;
                case 4 -> CLIENT_ERROR;
                case 5 -> SERVER_ERROR;
                default -> NONE; // upstreams may answer 600 to 999 no more than 0 to 99
            };
        }
    }
}
