// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.LoopPools;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What the exchanges of one event loop share.
 *
 * @param pools of that loop
 * @param listener hears of every exchange that is over
 * @param via the name of this process in {@code Via}
 * @param nanoTime for durations
 * @param clock for points in time that people read
 * @param memory hears of connections that are cut because direct memory ran out
 */
public record ExchangeServices(
        LoopPools pools,
        ExchangeListener listener,
        Via via,
        LongSupplier nanoTime,
        Clock clock,
        MemoryShortage memory) {
    /** Reports a request that was refused before it could become an exchange. */
    public void refused(
            ConnectionInfo connection, RequestLine line, LocalAnswer answer, Outcome outcome, String detail) {
        int status = answer.head().status().code();
        int bytes = line.method().equals("HEAD") ? 0 : answer.body().length();
        listener.done(Journal.ofRefused(connection, line, clock.instant(), status, bytes, outcome, detail));
    }

    /** Reports a connection that was cut while no exchange ran that could tell. */
    public void cut(ConnectionInfo connection, Outcome outcome, String detail) {
        listener.done(Journal.ofRefused(connection, RequestLine.UNKNOWN, clock.instant(), 0, 0, outcome, detail));
    }
}
