// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;

/**
 * Acknowledges the end of a client's handshake at once, if no request came with it, and leaves.
 *
 * <p>A client that joins small segments (RFC 896) holds its first request back until then. The kernel waits 40 ms for something that
 * an acknowledgement could go with, and there is nothing: BoringSSL sends the tickets of TLS 1.3 along with the first response, and
 * in TLS 1.2 a resumed handshake ends with the client's word.
 *
 * <p><b>Place:</b> behind the {@code SslHandler}, from the end of the handshake to the end of that read. <b>Direction:</b> inbound.
 * <b>State:</b> whether a request came. <b>Ownership:</b> passes everything on.
 */
final class PromptAck extends ChannelInboundHandlerAdapter {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_QUICKACK = 12;

    /** Any even number but 0: what is due is acknowledged now, and nothing else sooner than it would be. */
    private static final int ONCE = 2;

    private boolean spoken;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        spoken = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!spoken && ctx.channel() instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            acknowledge(socket);
        }
        ctx.pipeline().remove(this);
        ctx.fireChannelReadComplete();
    }

    private static void acknowledge(Socket socket) {
        try {
            socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, ONCE);
        } catch (IOException e) {
            // the connection is gone, which its next read or write will say
        }
    }
}
