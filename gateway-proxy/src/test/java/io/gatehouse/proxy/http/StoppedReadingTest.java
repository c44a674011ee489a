// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever stopped reading is not read for: what comes then has nowhere to go, and would grow without limit. */
class StoppedReadingTest {
    private final Reads reads = new Reads();
    private EmbeddedChannel channel = new EmbeddedChannel(reads);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** As it is when an upstream takes no more of a body, again and again. */
    @Test
    void aPausedRequestDecoderAsksForNothing() {
        StrictRequestDecoder decoder =
                new StrictRequestDecoder(new HeadLimits(200, 1000, 10), new StrictRequestDecoder.Listener() {
                    @Override
                    public void headBegun() {}

                    @Override
                    public void dataWhilePaused() {
                        channel.config().setAutoRead(false);
                    }
                });
        channel.pipeline().addLast(decoder);
        come("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\na part");
        decoder.pause();
        reads.count = 0;

        come("another part");
        assertThat(channel.config().isAutoRead()).isFalse();
        come("what the kernel had already");

        assertThat(reads.count).isZero();
    }

    /** As it is when a client does not read, and large interim heads come. */
    @Test
    void aResponseDecoderAsksForNoRestOfAHead() {
        StrictResponseDecoder decoder = new StrictResponseDecoder();
        channel.pipeline().addLast(decoder);
        decoder.expect(false, 1000);
        channel.config().setAutoRead(false);
        reads.count = 0;

        come("HTTP/1.1 103 Early Hints\r\nLink: </a");

        assertThat(reads.count).isZero();
    }

    private void come(String octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets, US_ASCII));
    }

    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void read(ChannelHandlerContext ctx) {
            count++;
            ctx.read();
        }
    }
}
