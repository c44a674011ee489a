// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.gatehouse.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One request on its way to an upstream; the response comes as {@link UpstreamEvents}.
 *
 * <p>Every call is made on the exchange's event loop. Nothing is written out before {@link #flush}.
 */
public interface UpstreamStream {
    /** Says who hears of the response; before anything is sent. */
    void listen(UpstreamEvents listener);

    /**
     * Begins the request.
     *
     * @param host the Host field
     */
    void sendHead(RequestHead head, String host);

    /** Sends a part of the body; takes ownership, also on failure. */
    void sendBody(ByteBuf data);

    /** Ends the request. */
    void sendEnd(HttpHeaders trailers);

    void flush();

    /** Whether the connection takes more without piling up; changes come as {@link UpstreamEvents#upstreamWritable}. */
    boolean isWritable();

    /** Starts or stops reading the response. */
    void readMore(boolean wanted);

    /** Whether a part of a head came, and then no more. */
    boolean responseBegun();

    /** The response is complete: gives the connection back, or closes it if it cannot be used again. */
    void release();

    /** Ends the stream and its connection at once; no events after it. Idempotent. */
    void reset();

    /** After a 101: gives the connection away, to be read and written as it is. */
    void intoTunnel(Tunneled tunnel);

    /** What takes over a connection after a 101. */
    @FunctionalInterface
    interface Tunneled {
        /** The channel's HTTP handlers are still there; the taker replaces them. */
        void take(Channel upstream);
    }
}
