// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate chain and the private key that belongs to its leaf. Immutable; equal if the chain is, because the chain
 * decides the key. Never prints the key.
 */
public final class Credential {
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final KeyKind kind;
    private final String fingerprint;

    /** {@code chain} is leaf first; {@code key} is known to belong to the leaf. */
    Credential(List<X509Certificate> chain, PrivateKey key, KeyKind kind) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.kind = kind;
        this.fingerprint = new Sha256().add(chain).hex();
    }

    /** Leaf first, then the intermediates as they stand in the file. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    public KeyKind kind() {
        return kind;
    }

    /** Whether clients that ask for this name accept the leaf for it; {@code name} is normalised. */
    public boolean covers(String name) {
        return CertificateNames.covers(leaf(), name);
    }

    /** SHA-256 over the whole chain, hex. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Serial number of the leaf, hex as most tools show it. */
    public String serial() {
        return leaf().getSerialNumber().toString(16);
    }

    public Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    /** Whether the certificate is valid for every host that a pattern covers; never for {@code *}. */
    public boolean covers(HostPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT -> CertificateNames.covers(leaf(), pattern.name());
            case WILDCARD -> CertificateNames.dnsNames(leaf()).contains(pattern.toString());
            case ANY -> false;
        };
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Credential that && chain.equals(that.chain));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return kind + " certificate of '" + leaf().getSubjectX500Principal().getName() + "', serial " + serial();
    }
}
