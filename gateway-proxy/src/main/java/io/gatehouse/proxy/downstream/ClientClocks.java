// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.TimeoutsConfig;
import io.gatehouse.proxy.clock.BodyClock;
import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.clock.ReadRate;
import io.gatehouse.proxy.clock.WriteStall;
import io.netty.channel.Channel;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one client connection: one for what the client shall send next, of which there is always at most one thing,
 * and two for what it shall read. All but the first are made when they are first needed: most connections send no bodies and read
 * what they are sent, and wait. Event loop only.
 */
final class ClientClocks {
    /** Whom a client keeps waiting. */
    interface Owner {
        /** What was awaited did not come in time. */
        void clientLate();

        /** The client reads nothing. */
        void clientStalled();

        /** The client reads too slowly. */
        void clientTooSlow();
    }

    private final Channel channel;
    private final LongSupplier nanoTime;
    private final Owner owner;
    private final Deadline sending;
    private TimeoutsConfig timeouts;
    private long bytesPerSecond;
    private @Nullable BodyClock body;
    private @Nullable WriteStall reading;
    private @Nullable ReadRate readRate;
    private long written;
    private boolean lingering; // behind the last response, all of which is sent
    private long lingersUntilNanos;

    ClientClocks(Channel channel, LongSupplier nanoTime, GatewayConfig config, Owner owner) {
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.owner = owner;
        this.sending = new Deadline(channel.eventLoop(), nanoTime, this::late);
        this.timeouts = config.timeouts();
        this.bytesPerSecond = config.limits().minBodyRate();
    }

    /** The clocks that start from now on run as this says. */
    void adopt(GatewayConfig config) {
        timeouts = config.timeouts();
        bytesPerSecond = config.limits().minBodyRate();
    }

    /** What a task throws nobody hears, and the connection would be left without a clock. */
    private void late() {
        try {
            owner.clientLate();
        } catch (OutOfDirectMemoryError e) {
            channel.pipeline().fireExceptionCaught(e);
        }
    }

    private long writeNanos() {
        return timeouts.write().toNanos();
    }

    // What the client sends.

    /** The first request, or the rest of a head that has begun. */
    void awaitHead() {
        sending.in(timeouts.requestHead().toNanos());
    }

    /** The next request. */
    void awaitRequest() {
        sending.in(timeouts.idle().toNanos());
    }

    /** A body, of which nothing is here yet. */
    void awaitNewBody() {
        body().begin(timeouts.body().toNanos(), bytesPerSecond);
        body().await();
    }

    /** More of the body. */
    void awaitBody() {
        body().await();
    }

    /** A part of the body came. */
    void bodyCame(int bytes) {
        body().received(bytes);
    }

    private BodyClock body() {
        if (body == null) {
            body = new BodyClock(sending, nanoTime);
        }
        return body;
    }

    /** The rest of a body that nobody wants. */
    void awaitRest() {
        pauseBody();
        sending.in(timeouts.body().toNanos());
    }

    /** The client's own end, behind the last response. */
    void awaitEnd() {
        lingering = true;
        lingersUntilNanos = nanoTime.getAsLong() + timeouts.body().toNanos();
        sending.in(LingeringClose.SILENCE.toNanos());
    }

    /** The client goes on sending behind the last response: some send everything before they read a word. */
    void unwantedCame() {
        if (lingering) {
            long left = lingersUntilNanos - nanoTime.getAsLong();
            sending.in(Math.max(0, Math.min(left, LingeringClose.SILENCE.toNanos())));
        }
    }

    /** Nothing: it is not the client that we wait for. */
    void awaitNothing() {
        pauseBody();
        sending.clear();
    }

    private void pauseBody() {
        if (body != null) {
            body.pause();
        }
    }

    /** Of a body that is late: whether it came too slowly, and did not only pause for too long. */
    boolean bodyIsTooSlow() {
        return body().isTooSlow();
    }

    // What the client reads.

    /** So many bytes are written, and will be flushed. */
    void written(int bytes) {
        written += bytes;
    }

    /** Something was flushed: what is left is watched until the client has taken it. */
    void flushed() {
        if (bytesWait()) {
            if (reading == null || readRate == null) {
                reading = new WriteStall(channel, nanoTime, this::writeNanos, owner::clientStalled);
                readRate = new ReadRate(channel, () -> written, nanoTime, owner::clientTooSlow);
            }
            reading.flushed();
            readRate.flushed(bytesPerSecond, writeNanos());
        }
    }

    /** Whether the client has not taken everything yet. */
    boolean bytesWait() {
        return WriteStall.bytesWait(channel);
    }

    /** The connection is no longer ours to watch. */
    void cancel() {
        sending.cancel();
        if (reading != null && readRate != null) {
            reading.cancel();
            readRate.cancel();
        }
    }
}
