// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Optional;

/**
 * What a handshake fixed for the life of the connection. Fired once as a user event, when the handshake and every check on it have
 * succeeded; nothing is read from the client before.
 *
 * @param sni the normalised name that the client sent; "" if none
 * @param object the ssl object that answered, and whose client policy was enforced
 * @param standing the client and what is thought of it, if it showed a certificate that was verified
 * @param unverified why the certificate that the client showed counts as none; "" if it does not
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
 * @param cipher the cipher suite by its IANA name
 * @param resumed whether an earlier session was taken up
 */
public record TlsEstablished(
        String sni,
        SslObject object,
        Optional<PeerStanding> standing,
        String unverified,
        String protocol,
        String cipher,
        boolean resumed) {
    /** The client, if it showed a certificate that was verified. Any thread. */
    public Optional<PeerIdentity> peer() {
        return standing.map(PeerStanding::peer);
    }
}
