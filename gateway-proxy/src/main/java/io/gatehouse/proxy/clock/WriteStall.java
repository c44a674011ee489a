// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
    private ByteBuf mark = Unpooled.EMPTY_BUFFER; // see setMark; released once all before it is out
    private long seenBeforeMark;

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
        if (!watching && bytesWait(channel)) {
            watching = true;
            looksWithoutProgress = 0;
            setMark();
            lookAgain();
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
        if (!bytesWait(channel)) {
            watching = false;
            return;
        }
        long before = seenBeforeMark;
        seenBeforeMark = bytesBeforeMark();
        looksWithoutProgress = seenBeforeMark < before ? 0 : looksWithoutProgress + 1;
        if (looksWithoutProgress >= 2) {
            watching = false;
            stalled.run();
            return;
        }
        if (mark.refCnt() == 0) {
            setMark();
        }
        lookAgain();
    }

    /**
     * How much waits says nothing of what left: as much may have come behind it. So an empty buffer goes behind what waits now, below
     * TLS, and what is in front of it can only become less.
     */
    private void setMark() {
        mark = Unpooled.directBuffer(0);
        channel.unsafe().write(mark, channel.newPromise());
        channel.unsafe().flush();
        seenBeforeMark = bytesBeforeMark();
    }

    private long bytesBeforeMark() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        long[] bytes = new long[1];
        if (out != null && mark.refCnt() > 0) {
            try {
                out.forEachFlushedMessage(message -> {
                    bytes[0] += message instanceof ByteBuf data ? data.readableBytes() : 0;
                    return message != mark;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e); // which the lambda does not throw
            }
        }
        return bytes[0];
    }
}
