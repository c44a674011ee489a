// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A peer that proved itself by a certificate.
 *
 * @param chain leaf first, then whatever the peer sent along; verified in the handshake, or in the one that is resumed
 */
public record PeerIdentity(List<X509Certificate> chain) {
    public PeerIdentity {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** The subject in the form of RFC 2253. */
    public String subject() {
        return Certificates.subject(leaf());
    }

    /** The leaf's common name; "" if there is none or more than one. */
    public String commonName() {
        return CertificateNames.commonName(leaf());
    }

    /** The DNS names among the leaf's subject alternative names, lower-case. */
    public List<String> dnsNames() {
        return CertificateNames.dnsNames(leaf());
    }

    /** The URIs among the leaf's subject alternative names. */
    public List<String> uris() {
        return CertificateNames.uris(leaf());
    }

    /** SHA-256 of the leaf's DER form: hex, lower-case, without colons. */
    public String fingerprintSha256() {
        return Sha256.fingerprint(leaf());
    }

    /** The leaf's DER form in base64, as RFC 9440 puts it between colons. */
    public String leafDerBase64() {
        return Base64.getEncoder().encodeToString(Sha256.der(leaf()));
    }
}
