// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/** Uploads on some connections, one after the other on each, until the time is over; those that run are finished. Units are MiB. */
final class UploadLoad {
    private static final int CHUNK = 128 * 1024;
    private static final ByteBuf ZEROS = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(CHUNK).writeZero(CHUNK).asReadOnly());

    private final Client client;
    private final ByteBuf head;
    private final Tally tally;
    private final int connections;
    private final long mib;
    private final long seconds;
    private long deadlineNanos;

    UploadLoad(Client client, Words words) {
        this.client = client;
        this.mib = words.number("mib");
        this.head = Requests.post(words.text("path"), client.sni(), mib << 20);
        this.connections = (int) words.number("connections");
        this.seconds = words.number("seconds");
        this.tally = new Tally(connections);
    }

    String run() throws InterruptedException {
        deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < connections; i++) {
            Pump pump = new Pump();
            client.connect(i, MessageReader.ofAnswers(pump), pump).addListener(done -> {
                if (!done.isSuccess()) {
                    pump.fail(String.valueOf(done.cause()));
                }
            });
        }
        tally.await(seconds + 120);
        return tally.toString();
    }

    /**
     * Writes bodies as fast as they go. <b>Place:</b> last, behind the reader, which tells it of answers. <b>Direction:</b> inbound.
     * <b>State:</b> how much of a body is left. <b>Ownership:</b> what it writes needs no release.
     */
    private final class Pump extends ChannelInboundHandlerAdapter implements MessageReader.Listener {
        private long left;
        private boolean over;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            next(ctx.channel());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            pump(ctx.channel());
        }

        @Override
        public void read(Channel channel) {
            if (left > 0) {
                fail("answered before the end of the body");
                channel.close();
                return;
            }
            tally.units(mib);
            next(channel);
        }

        @Override
        public void closed(Channel channel, String why) {
            fail(why);
        }

        private void fail(String why) {
            if (!over) {
                over = true;
                tally.error(client + ": " + why + ", " + left + " octets left to send");
                tally.ended();
            }
        }

        private void next(Channel channel) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                over = true;
                tally.ended();
                channel.close();
                return;
            }
            left = mib << 20;
            channel.write(head.duplicate());
            pump(channel);
        }

        private void pump(Channel channel) {
            while (left > 0 && channel.isWritable()) {
                int now = (int) Math.min(left, CHUNK);
                left -= now;
                channel.write(ZEROS.duplicate().writerIndex(now));
            }
            channel.flush();
        }
    }
}
