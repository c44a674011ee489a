// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices that a peer reads slower than a rate, octet by octet, so that {@link WriteStall} always sees some progress; whoever
 * takes nothing at all is left to that.
 *
 * <p>While octets wait it looks at the channel once a second. A second is held against the peer only if what waited at its
 * beginning had not all gone out at its end: then the peer was the one to wait for all the time. As some 32 KiB wait when a peer
 * is slow, rates up to that can be told. What counts as read is what the kernel took; its own buffer lies between. Costs nothing
 * while nothing waits. Event loop only.
 */
public final class ReadRate {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final LongSupplier written;
    private final LongSupplier nanoTime;
    private final Deadline look;
    private final Runnable tooSlow;
    private final Patience patience = new Patience();

    private boolean watching;
    private long lookNanos;
    private long writtenAtLook;
    private long goneAtLook;
    private long lookedAtNanos;

    /**
     * @param written how many octets were written to the channel so far
     * @param tooSlow runs on the loop when patience is at its end
     */
    public ReadRate(Channel channel, LongSupplier written, LongSupplier nanoTime, Runnable tooSlow) {
        this.channel = channel;
        this.written = written;
        this.nanoTime = nanoTime;
        this.tooSlow = tooSlow;
        this.look = new Deadline(channel.eventLoop(), nanoTime, this::look);
    }

    /**
     * Call it after each flush: if octets are left, they are watched until they are gone.
     *
     * @param octetsPerSecond least rate; 0 for none
     * @param timeoutNanos the most that a fast reader can save up
     */
    public void flushed(long octetsPerSecond, long timeoutNanos) {
        if (!watching && octetsPerSecond > 0 && pending() > 0) {
            watching = true;
            patience.begin(octetsPerSecond, timeoutNanos);
            patience.earned(sample());
            lookNanos = Math.min(LOOK_NANOS, Math.max(1, timeoutNanos / 4));
            look.in(lookNanos);
        }
    }

    /** The connection ends. */
    public void cancel() {
        look.cancel();
    }

    private void look() {
        long before = lookedAtNanos;
        long waitedFor = writtenAtLook;
        long taken = sample();
        patience.earned(taken);
        if (goneAtLook < waitedFor) {
            patience.waited(lookedAtNanos - before);
        }
        if (goneAtLook >= writtenAtLook) {
            watching = false;
        } else if (taken > 0 && patience.leftNanos() <= 0) {
            watching = false;
            tooSlow.run();
        } else {
            look.in(lookNanos);
        }
    }

    /** How many octets went out since the last look. */
    private long sample() {
        long goneBefore = goneAtLook;
        lookedAtNanos = nanoTime.getAsLong();
        writtenAtLook = written.getAsLong();
        goneAtLook = writtenAtLook - pending();
        return Math.max(0, goneAtLook - goneBefore);
    }

    /** Some octets more than really wait, for each buffer and for TLS: so less may be gone than at the look before. */
    private long pending() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    }
}
