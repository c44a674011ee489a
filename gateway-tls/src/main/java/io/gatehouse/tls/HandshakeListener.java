// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.Channel;

/** Hears how handshakes end; each connection is reported at most once, as refused or as established. */
@FunctionalInterface
public interface HandshakeListener {
    /**
     * Called on the event loop of the channel; never throws.
     *
     * @param sni the normalised name that was asked for; "" if none or not known yet
     * @param detail for the log; may hold text of the peer, so print it as such
     */
    void refused(Channel channel, HandshakeFailure reason, String sni, String detail);

    /** A handshake came to a good end. Called on the event loop of the channel; never throws. */
    default void established(Channel channel, TlsEstablished established) {}

    /** A client was accepted although a revocation list that it was looked up in is stale, as {@code on_stale_crl: allow} says. */
    default void acceptedUnderStaleCrl(Channel channel, String sni) {}
}
