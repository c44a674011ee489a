// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.downstream;

import io.gatehouse.proxy.stream.OutputEnd;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;

/**
 * Ends a connection behind its last response: says that nothing more comes, and leaves the client time to read.
 *
 * <p>A socket that is closed while octets of the client lie unread in it answers with a reset, which takes the response
 * that is still on its way along. See RFC 9112, section 9.6.
 */
final class LingeringClose {
    /** For how long the client may be silent, once everything was written to it, before it is closed for it. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    private LingeringClose() {}

    /**
     * Writes everything out, then ends our half. The caller goes on reading, throws away what comes, and closes in the end.
     *
     * @param decoder taken out of the pipeline: nothing is a message any more
     * @param written runs when everything was handed to the kernel
     * @param ended runs behind that, when our half has ended
     */
    static void begin(ChannelHandlerContext ctx, ChannelHandler decoder, Runnable written, Runnable ended) {
        OutputEnd.of(ctx.channel(), written, ended);
        if (ctx.pipeline().context(decoder) != null) {
            ctx.pipeline().remove(decoder);
        }
        if (!ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }
}
