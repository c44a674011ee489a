// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.TimeoutsConfig;
import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.WriteStall;
import io.netty.channel.Channel;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The clocks of one client connection: one for what the client shall send next, of which there is always at most one thing,
 * and one for what it shall read. Event loop only.
 */
final class ClientClocks {
    private final Supplier<TimeoutsConfig> timeouts;
    private final Deadline sending;
    private final WriteStall reading;

    /**
     * @param timeouts asked anew each time a clock starts
     * @param late what was awaited did not come in time
     * @param stalled the client does not read
     */
    ClientClocks(
            Channel channel,
            LongSupplier nanoTime,
            Supplier<TimeoutsConfig> timeouts,
            Runnable late,
            Runnable stalled) {
        this.timeouts = timeouts;
        this.sending = new Deadline(channel.eventLoop(), nanoTime, late);
        this.reading =
                new WriteStall(channel, nanoTime, () -> timeouts.get().write().toNanos(), stalled);
    }

    /** The first request, or the rest of a head that has begun. */
    void awaitHead() {
        sending.in(timeouts.get().requestHead().toNanos());
    }

    /** The next request. */
    void awaitRequest() {
        sending.in(timeouts.get().idle().toNanos());
    }

    /** The next part of a body. */
    void awaitBody() {
        sending.in(timeouts.get().body().toNanos());
    }

    /** The client's own end, behind the last response. */
    void awaitEnd() {
        sending.in(LingeringClose.LINGER.toNanos());
    }

    /** Nothing: it is not the client that we wait for. */
    void awaitNothing() {
        sending.clear();
    }

    /** Something was flushed: what is left is watched until the client has taken it. */
    void flushed() {
        reading.flushed();
    }

    /** Whether the client has not taken everything yet. */
    boolean bytesWait() {
        return reading.bytesWait();
    }

    /** The connection is no longer ours to watch. */
    void cancel() {
        sending.cancel();
        reading.cancel();
    }
}
