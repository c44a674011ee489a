// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain and the private key that belongs to its leaf. Immutable; equal if the chain is, because the chain
 * decides the key. Never prints the key.
 *
 * <p>There may be a hundred thousand, of which few are in use: leaf and key are kept as octets and parsed when asked for, which takes
 * some ten microseconds; parsed, they would take ten times the memory. The issuers are few and shared.
 */
public final class Credential {
    private final byte[] leaf;
    private final List<X509Certificate> issuers;
    private final byte[] key;
    private final KeyKind kind;
    private final NamedGroup curve; // of an RSA key any
    private final boolean demandsStaple;
    private final long notBeforeMillis;
    private final long notAfterMillis;
    private final int hash;
    private @Nullable Boolean hasResponder; // once somebody asked
    private @Nullable X509Certificate parsed; // while it is loaded; a copy of what the octets say

    /** {@code chain} is leaf first; {@code key} is known to belong to the leaf. */
    Credential(List<X509Certificate> chain, PrivateKey key, KeyKind kind) {
        this(chain.get(0), List.copyOf(chain.subList(1, chain.size())), key.getEncoded(), kind);
    }

    /** The same, with what follows the leaf as a list that many credentials share, and the key in PKCS#8 form. */
    Credential(X509Certificate first, List<X509Certificate> issuers, byte[] pkcs8, KeyKind kind) {
        this.leaf = Sha256.der(first);
        this.issuers = issuers;
        this.key = pkcs8;
        this.kind = kind;
        this.curve = curve(first);
        this.demandsStaple = Certificates.demandsStaple(first);
        this.notBeforeMillis = first.getNotBefore().toInstant().toEpochMilli();
        this.notAfterMillis = first.getNotAfter().toInstant().toEpochMilli();
        this.hash = Arrays.hashCode(leaf);
        this.parsed = first;
    }

    /** Leaf first, then the intermediates as they stand in the file. */
    public List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>(length());
        chain.add(leaf());
        chain.addAll(issuers);
        return List.copyOf(chain);
    }

    /** How many certificates the chain has. */
    public int length() {
        return 1 + issuers.size();
    }

    /** Parsed anew each time, unless it is just being loaded. */
    public X509Certificate leaf() {
        X509Certificate known = parsed;
        return known == null ? Certificates.again(leaf) : known;
    }

    /** Whoever loads it has looked at it: from now on the octets have to do. */
    void settle() {
        parsed = null;
    }

    /** All but the leaf. */
    List<X509Certificate> issuers() {
        return issuers;
    }

    public KeyKind kind() {
        return kind;
    }

    /** Whether clients that ask for this name accept the leaf for it; {@code name} is normalised. */
    public boolean covers(String name) {
        return CertificateNames.covers(leaf(), name);
    }

    /** The curve of an ECDSA key. */
    NamedGroup curve() {
        return curve;
    }

    /** SHA-256 over the whole chain, hex. */
    public String fingerprint() {
        return new Sha256().add(leaf).add(issuers).hex();
    }

    /** Whether the leaf demands to be shown with an OCSP response. */
    boolean demandsStaple() {
        return demandsStaple;
    }

    /** Whether somebody can be asked for an OCSP response. Looked up once: each load asks, of each certificate. Loading thread. */
    boolean hasResponder() {
        if (hasResponder == null) {
            hasResponder = OcspQuestion.about(this).isPresent();
        }
        return hasResponder;
    }

    /** Serial number of the leaf, hex as most tools show it. */
    public String serial() {
        return leaf().getSerialNumber().toString(16);
    }

    public Instant notBefore() {
        return Instant.ofEpochMilli(notBeforeMillis);
    }

    public Instant notAfter() {
        return Instant.ofEpochMilli(notAfterMillis);
    }

    /** Whether the certificate is valid for every host that a pattern covers; never for {@code *}. */
    public boolean covers(HostPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT -> CertificateNames.covers(leaf(), pattern.name());
            case WILDCARD -> CertificateNames.dnsNames(leaf()).contains(pattern.toString());
            case ANY -> false;
        };
    }

    /** Whether the leaf is neither too young nor too old. */
    boolean isValidAt(Instant time) {
        long millis = time.toEpochMilli();
        return millis >= notBeforeMillis && millis <= notAfterMillis;
    }

    /** Parsed anew each time. */
    PrivateKey key() {
        return PrivateKeys.again(key, kind);
    }

    private static NamedGroup curve(X509Certificate certificate) {
        int bits = certificate.getPublicKey() instanceof ECPublicKey ec
                ? ec.getParams().getCurve().getField().getFieldSize()
                : 256;
        return switch (bits) {
            case 384 -> NamedGroup.P_384;
            case 521 -> NamedGroup.P_521;
            default -> NamedGroup.P_256;
        };
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Credential that
                        && hash == that.hash
                        && Arrays.equals(leaf, that.leaf)
                        && issuers.equals(that.issuers));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return kind + " certificate of '" + DistinguishedName.text(leaf().getSubjectX500Principal()) + "', serial "
                + serial();
    }
}
