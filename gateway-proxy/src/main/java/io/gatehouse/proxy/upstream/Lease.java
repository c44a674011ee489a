// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.UpstreamStream;

/** What becomes of asking for a connection; exactly one of the two, on the event loop, perhaps before the asking returns. */
public interface Lease {
    /**
     * The connection is the receiver's until it is {@linkplain UpstreamStream#release released} or reset.
     *
     * @param reused it carried requests before
     */
    void connected(UpstreamStream connection, boolean reused);

    /** There is none. {@code detail} is for the operator. */
    void connectFailed(Outcome reason, String detail);
}
