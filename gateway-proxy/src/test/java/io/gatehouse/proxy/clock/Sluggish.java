// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.clock;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/** A peer that takes as many octets as the test lets it, in order; none by itself. */
final class Sluggish extends EmbeddedChannel {
    private int takes;

    /** Takes so many of the octets that were flushed, and no more. */
    void take(int octets) {
        letIn(octets);
        unsafe().flush();
        letIn(0);
    }

    /** Will take so many of what is flushed next. */
    void letIn(int octets) {
        takes = octets;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        while (out.current() instanceof ByteBuf data && (takes > 0 || !data.isReadable())) {
            int count = Math.min(takes, data.readableBytes());
            takes -= count;
            data.skipBytes(count);
            out.progress(count);
            if (!data.isReadable()) {
                out.remove();
            }
        }
    }
}
