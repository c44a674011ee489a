// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that proved itself by a certificate: verified in the handshake, or again when a session was resumed.
 *
 * <p>Immutable; any thread. What is read from the certificate is kept for the requests to come: two threads that read it at the same
 * time read the same.
 */
public final class PeerIdentity {
    private final VerifiedPath path;
    private @Nullable String commonName;
    private @Nullable List<String> dnsNames;
    private @Nullable List<String> uris;
    private @Nullable String fingerprint;
    private @Nullable String leafField;
    private @Nullable String chainField;

    PeerIdentity(VerifiedPath path) {
        this.path = path;
    }

    /** The verified path: leaf first, each issued by the next, without the CA certificate at which it ends. */
    public List<X509Certificate> chain() {
        return path.certificates();
    }

    public X509Certificate leaf() {
        return path.leaf();
    }

    /** The CA certificate at which the path ends. */
    public X509Certificate anchor() {
        return path.anchor();
    }

    VerifiedPath path() {
        return path;
    }

    /** The subject in the form of RFC 2253. */
    public String subject() {
        return Certificates.subject(leaf());
    }

    /** The leaf's common name; "" if there is none or more than one. */
    public String commonName() {
        String known = commonName;
        if (known == null) {
            known = CertificateNames.commonName(leaf());
            commonName = known;
        }
        return known;
    }

    /** The DNS names among the leaf's subject alternative names, lower-case. */
    public List<String> dnsNames() {
        List<String> known = dnsNames;
        if (known == null) {
            known = List.copyOf(CertificateNames.dnsNames(leaf()));
            dnsNames = known;
        }
        return known;
    }

    /** The URIs among the leaf's subject alternative names. */
    public List<String> uris() {
        List<String> known = uris;
        if (known == null) {
            known = List.copyOf(CertificateNames.uris(leaf()));
            uris = known;
        }
        return known;
    }

    /** SHA-256 of the leaf's DER form: hex, lower-case, without colons. */
    public String fingerprintSha256() {
        String known = fingerprint;
        if (known == null) {
            known = Sha256.fingerprint(leaf());
            fingerprint = known;
        }
        return known;
    }

    /** The leaf in DER form, as the field {@code Client-Cert} carries it: RFC 9440, section 2.2. */
    public String clientCertField() {
        String known = leafField;
        if (known == null) {
            known = byteSequence(leaf());
            leafField = known;
        }
        return known;
    }

    /**
     * The chain that the leaf was verified by, as the field {@code Client-Cert-Chain} carries it: without the leaf, each certificate
     * issued by the next, with the CA certificate at which it ends, because nobody knows whether the upstream has it. RFC 9440,
     * section 2.3.
     */
    public String clientCertChainField() {
        String known = chainField;
        if (known == null) {
            StringBuilder list = new StringBuilder();
            chain().stream()
                    .skip(1)
                    .forEach(each -> list.append(byteSequence(each)).append(", "));
            known = list.append(byteSequence(path.anchor())).toString();
            chainField = known;
        }
        return known;
    }

    private static String byteSequence(X509Certificate certificate) {
        return ":" + Base64.getEncoder().encodeToString(Sha256.der(certificate)) + ":";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof PeerIdentity that && path.equals(that.path));
    }

    @Override
    public int hashCode() {
        return path.leaf().hashCode();
    }

    @Override
    public String toString() {
        return "PeerIdentity[" + subject() + "]";
    }
}
