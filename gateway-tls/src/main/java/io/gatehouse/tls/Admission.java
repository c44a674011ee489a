// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client policy makes of a client whose handshake is complete.
 *
 * @param standing the client, if it showed a certificate that was verified
 * @param unverified why the certificate that it showed counts as none; "" if it does not
 * @param underStaleCrl whether it is accepted although a list that it is looked up in is stale
 */
record Admission(Optional<PeerStanding> standing, String unverified, boolean underStaleCrl) {
    /** Of a client that showed nothing. */
    static final Admission WITHOUT_CERTIFICATE = new Admission(Optional.empty(), "", false);

    /**
     * Decides.
     *
     * @param shown leaf first; empty if the client showed nothing
     * @param check what this policy thinks of {@code shown}
     * @throws OpenSslCertificateException with the reason, if it has to show something, or if that does not verify and paths do not decide
     */
    static Admission of(ClientPolicy policy, Certificate[] shown, ChainCheck check, Instant now)
            throws OpenSslCertificateException {
        if (shown.length == 0) {
            if (policy.isRequired()) {
                throw ChainVerifier.refusal(CertificateVerifier.X509_V_ERR_CERT_REJECTED, "no client certificate");
            }
            return WITHOUT_CERTIFICATE;
        }
        try {
            VerifiedPath path = check.verify(shown, now);
            PeerStanding standing = new PeerStanding(new PeerIdentity(path), policy);
            return new Admission(Optional.of(standing), "", policy.acceptsUnderStaleCrl(path, now));
        } catch (OpenSslCertificateException e) {
            if (policy.isByPath()) {
                return new Admission(Optional.empty(), String.valueOf(e.getMessage()), false);
            }
            throw e;
        }
    }
}
