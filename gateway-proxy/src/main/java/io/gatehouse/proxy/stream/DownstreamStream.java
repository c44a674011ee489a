// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.gatehouse.proxy.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;

/**
 * One response on its way to a client.
 *
 * <p>Every call is made on the exchange's event loop. Nothing is written out before {@link #flush}, except by the calls that
 * end the stream. Exactly one of {@link #sendEnd}, {@link #reset} and {@link #intoTunnel} ends it.
 */
public interface DownstreamStream {
    /** Passes a 1xx on; dropped for clients that cannot take one. */
    void sendInterim(ResponseHead head);

    void sendHead(ResponseHead head);

    /** Sends a part of the body; takes ownership, also on failure. */
    void sendBody(ByteBuf data);

    /** Ends the response cleanly. */
    void sendEnd(HttpHeaders trailers);

    void flush();

    /** Whether the connection takes more without piling up. */
    boolean isWritable();

    /** Starts or stops reading the rest of the request. */
    void readMore(boolean wanted);

    /** Whether nobody knows if the client sends its body: it waits for a 100 that did not come. */
    boolean bodyMayNeverCome();

    /** The connection ends after this response, whatever the client asked for. */
    void closeAfterwards();

    /** Cuts the connection, so that the client sees that its response is not complete. Idempotent. */
    void reset();

    /** After a 101: passes the head on and joins the two connections, until both were silent for {@code idle}. */
    void intoTunnel(ResponseHead head, Channel upstream, Duration idle);
}
