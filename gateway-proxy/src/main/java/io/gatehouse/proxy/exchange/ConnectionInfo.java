// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.config.ListenerConfig;
import io.gatehouse.tls.PeerIdentity;
import io.gatehouse.tls.TlsEstablished;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client's connection is, fixed before its first request.
 *
 * @param listener that accepted it
 * @param remote address of the peer
 * @param tls what the handshake fixed; null for clear text
 */
public record ConnectionInfo(
        ListenerConfig listener,
        InetSocketAddress remote,
        @Nullable TlsEstablished tls) {

    /** The scheme that the client used. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    /** The client as its certificate proves it. */
    public Optional<PeerIdentity> peer() {
        return tls == null ? Optional.empty() : tls.peer();
    }
}
