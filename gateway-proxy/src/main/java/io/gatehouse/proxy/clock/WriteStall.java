// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.function.LongSupplier;

/**
 * Notices that a peer does not read: bytes wait, and for a whole timeout none of them left the process.
 *
 * <p>It looks at the channel twice in each timeout, so a stall is noticed after one to one and a half of them; any progress
 * starts it anew. Costs nothing while nothing waits. Event loop only.
 */
public final class WriteStall {
    private final Channel channel;
    private final Deadline look;
    private final Runnable stalled;
    private final LongSupplier timeoutNanos;

    private boolean watching;
    private int looksWithoutProgress;
    private long seenPending;
    private long seenProgress;

    /**
     * @param timeoutNanos how long is too long; asked anew each time bytes begin to wait
     * @param stalled runs on the loop when the peer has stalled
     */
    public WriteStall(Channel channel, LongSupplier nanoTime, LongSupplier timeoutNanos, Runnable stalled) {
        this.channel = channel;
        this.stalled = stalled;
        this.timeoutNanos = timeoutNanos;
        this.look = new Deadline(channel.eventLoop(), nanoTime, this::look);
    }

    /** Call it after each flush: if bytes are left, they are watched until they are gone. */
    public void flushed() {
        if (!watching) {
            sample();
            if (seenPending > 0) {
                watching = true;
                looksWithoutProgress = 0;
                lookAgain();
            }
        }
    }

    /** Begins anew with what is left: the time until now does not count. */
    public void again() {
        watching = false;
        flushed();
    }

    /** Whether bytes are left that were flushed to a channel. */
    public static boolean bytesWait(Channel channel) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out != null && out.totalPendingWriteBytes() > 0;
    }

    private void lookAgain() {
        look.in(Math.max(1, timeoutNanos.getAsLong() / 2));
    }

    /** The connection ends. */
    public void cancel() {
        look.cancel();
    }

    private void look() {
        long pendingBefore = seenPending;
        long progressBefore = seenProgress;
        sample();
        if (seenPending == 0) {
            watching = false;
            return;
        }
        boolean progress = seenPending < pendingBefore || seenProgress != progressBefore;
        looksWithoutProgress = progress ? 0 : looksWithoutProgress + 1;
        if (looksWithoutProgress >= 2) {
            watching = false;
            stalled.run();
        } else {
            lookAgain();
        }
    }

    private void sample() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        seenPending = out == null ? 0 : out.totalPendingWriteBytes();
        seenProgress = out == null ? 0 : out.currentProgress();
    }
}
