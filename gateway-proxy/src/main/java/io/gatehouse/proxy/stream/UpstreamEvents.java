// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.gatehouse.proxy.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** What comes back on an {@link UpstreamStream}. On the exchange's event loop. */
public interface UpstreamEvents {
    /** A head: any number of interim ones, then the final one. */
    void responseHead(ResponseHead head);

    /** A part of the body; the receiver owns it. */
    void responseBody(ByteBuf data);

    /** The response is complete by its own framing. */
    void responseEnd(HttpHeaders trailers);

    /** What was read is passed on: time to flush. */
    void responseReadComplete();

    /** {@link UpstreamStream#isWritable} changed. */
    void upstreamWritable();

    /**
     * The connection is gone, or was given up, before the response was complete. Nothing comes after this.
     *
     * @param detail for the operator
     */
    void upstreamFailed(Outcome reason, String detail);
}
