// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client policy knows of revoked certificates: for each issuer its newest list. Every certificate of a path below the anchor
 * has to be covered by a list of its issuer, as with OpenSSL's {@code X509_V_FLAG_CRL_CHECK_ALL}.
 *
 * <p>Immutable. Equal if the lists are the same, octet for octet, and stale ones do the same; compared by SHA-256 of their DER form,
 * because a list may be megabytes and the comparison must not be.
 */
public final class Revocations {
    private final Map<Authority, RevocationList> byIssuer = new HashMap<>();
    private final Set<X509Certificate> revokedAnchors = new HashSet<>();
    private final boolean allowStale;
    private final String fingerprint;

    /**
     * @param lists of several of one issuer the newest counts
     * @param anchors of the policy; an intermediate may be among them, and its own issuer can still revoke it
     * @param allowStale whether a list that is past its next update counts as if it were not
     */
    Revocations(Collection<RevocationList> lists, Collection<X509Certificate> anchors, boolean allowStale) {
        for (RevocationList each : lists) {
            byIssuer.merge(each.issuer(), each, Revocations::newer);
        }
        anchors.stream().filter(this::isRevokedAnchor).forEach(revokedAnchors::add);
        this.allowStale = allowStale;
        TreeSet<String> digests = new TreeSet<>();
        byIssuer.values().forEach(each -> digests.add(each.digest()));
        Sha256 all = new Sha256().add(Boolean.toString(allowStale));
        digests.forEach(all::add);
        this.fingerprint = all.hex();
    }

    /** The one that was issued later; the first if both were at once. */
    static RevocationList newer(RevocationList one, RevocationList other) {
        return other.thisUpdate().isAfter(one.thisUpdate()) ? other : one;
    }

    /** The lists that count, one for each issuer. */
    public List<RevocationList> lists() {
        return List.copyOf(byIssuer.values());
    }

    /** Whether clients are accepted although a list that they are looked up in is stale. */
    public boolean allowsStale() {
        return allowStale;
    }

    /**
     * Returns until when the answer holds, if no certificate of the path is revoked.
     *
     * @throws OpenSslCertificateException if one is, if a list is stale and that is not allowed, or if an issuer has no list
     */
    Instant check(VerifiedPath path, Instant now) throws OpenSslCertificateException {
        Instant until = Instant.MAX;
        List<X509Certificate> certificates = path.certificates();
        for (int i = 0; i < certificates.size(); i++) {
            RevocationList list = byIssuer.get(Authority.of(path.issuerOf(i)));
            if (list == null) {
                throw ChainVerifier.refusal(
                        CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_CRL,
                        "no CRL of the issuer '" + Certificates.subject(path.issuerOf(i)) + "'");
            }
            if (list.revokes(certificates.get(i))) {
                throw revoked(certificates.get(i), i == 0);
            }
            until = earlier(until, goodUntil(list, now));
        }
        if (revokedAnchors.contains(path.anchor())) {
            throw revoked(path.anchor(), false);
        }
        return until;
    }

    /** Whether a list that the path is looked up in is stale now. */
    boolean isStaleFor(VerifiedPath path, Instant now) {
        for (int i = 0; i < path.certificates().size(); i++) {
            RevocationList list = byIssuer.get(Authority.of(path.issuerOf(i)));
            if (list != null && list.isStale(now)) {
                return true;
            }
        }
        return false;
    }

    private Instant goodUntil(RevocationList list, Instant now) throws OpenSslCertificateException {
        if (allowStale) {
            return Instant.MAX;
        }
        if (list.isStale(now)) {
            throw ChainVerifier.refusal(
                    CertificateVerifier.X509_V_ERR_CRL_HAS_EXPIRED, "stale CRL of '" + list.issuerName() + "'");
        }
        return list.nextUpdate().orElse(Instant.MAX);
    }

    /** A root is not looked up: its serial number is its own affair, and CAs at home give it that of a leaf too. */
    private boolean isRevokedAnchor(X509Certificate anchor) {
        return !anchor.getSubjectX500Principal().equals(anchor.getIssuerX500Principal())
                && byIssuer.values().stream()
                        .anyMatch(each -> each.revokes(anchor) && each.issuer().issued(anchor));
    }

    /** Names of leaves are for the access log, which has them already. */
    private static OpenSslCertificateException revoked(X509Certificate certificate, boolean leaf) {
        String which = leaf ? "certificate" : "issuer '" + Certificates.subject(certificate) + "'";
        return ChainVerifier.refusal(
                CertificateVerifier.X509_V_ERR_CERT_REVOKED,
                which + " is revoked, serial " + CredentialLoader.serial(certificate));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** SHA-256 over the lists and what stale ones do, hex. */
    String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Revocations that && fingerprint.equals(that.fingerprint));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "Revocations[" + byIssuer.values() + ", allowStale=" + allowStale + "]";
    }
}
