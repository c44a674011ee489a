// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.OutOfDirectMemoryError;

/** Ends our half of a connection behind what is written to it, while the other half goes on: close_notify and FIN. */
public final class OutputEnd {
    private OutputEnd() {}

    /**
     * Call on the channel's event loop.
     *
     * @param ended runs when everything is written and our half has ended; not if the connection is gone by then
     */
    public static void of(Channel channel, Runnable ended) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                shutDown(channel, ended);
            } else {
                closeNotify(channel, tls, ended);
            }
        });
    }

    private static void closeNotify(Channel channel, SslHandler tls, Runnable ended) {
        try {
            tls.closeOutbound().addListener(notified -> shutDown(channel, ended));
        } catch (OutOfDirectMemoryError e) {
            channel.close(); // no memory for a goodbye
        }
    }

    private static void shutDown(Channel channel, Runnable ended) {
        if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
            ended.run();
        } else {
            channel.close();
        }
    }
}
