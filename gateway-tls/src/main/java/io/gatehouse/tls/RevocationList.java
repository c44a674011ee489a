// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate revocation list (RFC 5280, section 5) that was checked: complete, and signed by a CA that is trusted. Keeps the
 * serial numbers in a hash set and nothing else of the entries. Immutable; equal if every octet is, by SHA-256.
 */
public final class RevocationList {
    private final Authority issuer;
    private final Instant thisUpdate;
    private final @Nullable Instant nextUpdate;
    private final Set<BigInteger> serials;
    private final String digest;

    private RevocationList(
            Authority issuer,
            Instant thisUpdate,
            @Nullable Instant nextUpdate,
            Set<BigInteger> serials,
            String digest) {
        this.issuer = issuer;
        this.thisUpdate = thisUpdate;
        this.nextUpdate = nextUpdate;
        this.serials = serials;
        this.digest = digest;
    }

    /**
     * Takes over what a checked CRL says.
     *
     * @param issuer whose key verified its signature
     * @param digest SHA-256 of its DER form, hex
     */
    static RevocationList of(X509CRL crl, Authority issuer, String digest) {
        Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
        Set<BigInteger> serials = new HashSet<>(); // never Set.copyOf: serial numbers in a row make it one long cluster
        if (entries != null) {
            entries.forEach(each -> serials.add(each.getSerialNumber()));
        }
        Date next = crl.getNextUpdate();
        return new RevocationList(
                issuer, crl.getThisUpdate().toInstant(), next == null ? null : next.toInstant(), serials, digest);
    }

    /** The name of the CA that issued it, in the form of RFC 2253. */
    public String issuerName() {
        return DistinguishedName.text(issuer.name());
    }

    public Instant thisUpdate() {
        return thisUpdate;
    }

    /** When the CA wants to have issued the next one; empty if it does not say. */
    public Optional<Instant> nextUpdate() {
        return Optional.ofNullable(nextUpdate);
    }

    /** How many certificates it revokes. */
    public int entries() {
        return serials.size();
    }

    /** Whether a newer one should be here by now; always, if it does not say until when it holds. */
    public boolean isStale(Instant now) {
        return nextUpdate == null || !now.isBefore(nextUpdate);
    }

    /** Whether a certificate of this issuer is revoked: a hash look-up. */
    boolean revokes(X509Certificate certificate) {
        return serials.contains(certificate.getSerialNumber());
    }

    Authority issuer() {
        return issuer;
    }

    /** SHA-256 of the DER form, hex: equal only for the same list. */
    String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof RevocationList that && digest.equals(that.digest) && issuer.equals(that.issuer));
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "RevocationList[" + issuerName() + ", thisUpdate=" + thisUpdate + ", entries=" + entries() + "]";
    }
}
