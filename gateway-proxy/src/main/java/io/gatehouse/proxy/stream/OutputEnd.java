// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** Ends our half of a connection behind what is written to it, while the other half goes on: close_notify and FIN. */
public final class OutputEnd {
    private OutputEnd() {}

    /**
     * Call on the channel's event loop.
     *
     * @param written runs when everything was handed to the kernel; not if the connection is gone by then, nor does the other
     * @param ended runs behind that, when our half has ended
     */
    public static void of(Channel channel, Runnable written, Runnable ended) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(out -> shutDown(channel, out, written, ended));
        } else {
            closeNotify(channel, tls, written, ended);
        }
    }

    /**
     * What waits is encrypted first, because nothing can be after a close_notify; both go to the socket in one write. In a turn of
     * its own: what is decrypted and not handed on yet would be an error behind a close_notify, which ends TLS both ways, and then a
     * client that still sends is reset and may lose what was written last.
     */
    private static void closeNotify(Channel channel, SslHandler tls, Runnable written, Runnable ended) {
        HeldFlush held = HeldFlush.on(channel);
        channel.eventLoop().execute(() -> {
            try {
                channel.flush();
                tls.closeOutbound().addListener(out -> shutDown(channel, out, written, ended));
            } catch (OutOfDirectMemoryError e) {
                channel.pipeline().fireExceptionCaught(e); // what a task throws nobody hears
            } finally {
                held.release();
            }
        });
    }

    private static void shutDown(Channel channel, Future<?> out, Runnable written, Runnable ended) {
        if (out.isSuccess()) {
            written.run();
        }
        if (channel.isActive() && shutDown(channel)) {
            ended.run();
        } else {
            channel.close();
        }
    }

    /** The socket itself if there is one: Netty's way makes an exception, stack trace and all, for writes that nobody has left. */
    private static boolean shutDown(Channel channel) {
        if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            try {
                socket.shutdown(false, true);
                return true;
            } catch (IOException | NotYetConnectedException e) {
                return false; // reset by the other side, which is "not connected" once the reset was taken note of
            }
        }
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
            return true;
        }
        return false;
    }
}
