// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.Channel;

/** Hears of handshakes that did not come to an end, or only just; each connection is reported at most once. */
@FunctionalInterface
public interface HandshakeListener {
    /**
     * Called on the event loop of the channel; never throws.
     *
     * @param sni the normalised name that was asked for; "" if none or not known yet
     * @param detail for the log; may hold text of the peer, so print it as such
     */
    void refused(Channel channel, HandshakeFailure reason, String sni, String detail);

    /** A client was accepted although a revocation list that it was looked up in is stale, as {@code on_stale_crl: allow} says. */
    default void acceptedUnderStaleCrl(Channel channel, String sni) {}
}
