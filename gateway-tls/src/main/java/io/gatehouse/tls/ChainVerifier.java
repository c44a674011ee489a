// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges the certificate chain that a peer presented, by RFC 5280 section 6 as the JDK implements it, at the time that it
 * is told. Trust comes from the anchors alone: what the peer sends may help to build the path but never ends it.
 *
 * <p>Refusals carry the code from which BoringSSL derives the alert. Immutable; any thread; about a millisecond a chain, and
 * {@link PathSearchLimit} bounds what the worst one costs.
 */
final class ChainVerifier {
    /** More certificates than any honest peer sends; the bound on the work that a chain can cause. */
    static final int MAX_PRESENTED = 16;

    private final Set<X509Certificate> trusted;
    private final Set<TrustAnchor> anchors;
    private final int depth;
    private final Purpose purpose;

    /**
     * @param anchors CA certificates at which a path may end
     * @param depth most certificates between leaf and anchor
     */
    ChainVerifier(List<X509Certificate> anchors, int depth, Purpose purpose) {
        this.trusted = Set.copyOf(anchors);
        this.anchors = new HashSet<>();
        this.trusted.forEach(each -> this.anchors.add(new TrustAnchor(each, null)));
        this.depth = depth;
        this.purpose = purpose;
    }

    /**
     * The path by which the chain is trusted for the purpose.
     *
     * @param presented leaf first, then intermediates in any order
     * @throws OpenSslCertificateException with the reason, if it is not
     */
    VerifiedPath verify(Certificate[] presented, Instant now) throws OpenSslCertificateException {
        if (presented.length == 0 || presented.length > MAX_PRESENTED) {
            throw refusal(
                    CertificateVerifier.X509_V_ERR_CERT_CHAIN_TOO_LONG,
                    "not 1 to " + MAX_PRESENTED + " certificates presented");
        }
        List<X509Certificate> chain = parse(presented);
        VerifiedPath path = pathOf(chain, Date.from(now));
        if (path.certificates().size() - 1 > depth) {
            throw tooLong();
        }
        if (purpose == Purpose.CLIENT && trusted.contains(chain.get(0))) {
            throw unknownIssuer(); // a CA certificate is there to issue, not to be shown
        }
        checkPurpose(path);
        checkLimits(path);
        checkName(path);
        return path;
    }

    /** Parses anew: Netty presents certificates that are decoded only when they are looked at, and fail only then. */
    private static List<X509Certificate> parse(Certificate[] presented) throws OpenSslCertificateException {
        try {
            X509Certificate[] parsed = new X509Certificate[presented.length];
            for (int i = 0; i < parsed.length; i++) {
                parsed[i] = Certificates.parse(presented[i].getEncoded());
            }
            return List.of(parsed);
        } catch (GeneralSecurityException e) {
            throw unreadable();
        }
    }

    private VerifiedPath pathOf(List<X509Certificate> chain, Date now) throws OpenSslCertificateException {
        try {
            PKIXCertPathBuilderResult built = build(chain, depth, now);
            List<X509Certificate> path = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
            // a leaf that is an anchor itself has an empty path
            return new VerifiedPath(
                    path.isEmpty() ? chain.subList(0, 1) : path,
                    built.getTrustAnchor().getTrustedCert());
        } catch (GeneralSecurityException e) {
            throw explain(chain, now);
        }
    }

    private PKIXCertPathBuilderResult build(List<X509Certificate> chain, int maxDepth, Date now)
            throws GeneralSecurityException {
        X509CertSelector leaf = new X509CertSelector();
        leaf.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
        parameters.setMaxPathLength(maxDepth);
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        parameters.addCertPathChecker(new PathSearchLimit());
        return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    private void checkPurpose(VerifiedPath path) throws OpenSslCertificateException {
        X509Certificate leaf = path.leaf();
        if (!purpose.keyMaySpeak(leaf)) {
            throw refusal(
                    CertificateVerifier.X509_V_ERR_INVALID_PURPOSE,
                    "key usage allows no handshake: " + Arrays.toString(leaf.getKeyUsage()));
        }
        for (X509Certificate each : path.certificates()) {
            checkExtendedUsage(each);
        }
        checkExtendedUsage(path.anchor());
    }

    private void checkExtendedUsage(X509Certificate certificate) throws OpenSslCertificateException {
        if (!purpose.allowedBy(certificate)) {
            throw refusal(
                    CertificateVerifier.X509_V_ERR_INVALID_PURPOSE,
                    "extended key usage of '" + Certificates.subject(certificate) + "' does not allow " + purpose);
        }
    }

    /**
     * What the anchor limits. For the JDK it is a name with a key; but an intermediate is no more trusted by standing in the
     * configuration than it was as a part of a chain.
     */
    private static void checkLimits(VerifiedPath path) throws OpenSslCertificateException {
        long below = path.certificates().stream()
                .skip(1)
                .filter(each -> !Certificates.isSelfIssued(each))
                .count();
        int most = path.anchor().getBasicConstraints();
        if (most >= 0 && below > most) { // less: an old root without the extension
            throw refusal(
                    CertificateVerifier.X509_V_ERR_CERT_CHAIN_TOO_LONG,
                    "path length of '" + Certificates.subject(path.anchor()) + "' exceeded");
        }
        if (!NameLimits.areKept(path)) {
            throw refusal(
                    CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                    "a name that the name constraints of its issuers do not allow");
        }
    }

    /** A client is told from others by its name; one that cannot be read would be nobody's, or anybody's. */
    private void checkName(VerifiedPath path) throws OpenSslCertificateException {
        if (purpose == Purpose.CLIENT
                && !DistinguishedName.isReadable(path.leaf().getSubjectX500Principal())) {
            throw refusal(CertificateVerifier.X509_V_ERR_CERT_REJECTED, "a subject that cannot be read");
        }
    }

    /**
     * The most useful reason why no path was found: that none leads to an anchor by the names of issuers, then time, then length.
     * Whatever else is wrong is told as the lack of an issuer too.
     */
    private OpenSslCertificateException explain(List<X509Certificate> chain, Date now) {
        List<X509Certificate> way = wayToAnchor(chain.get(0), chain, new HashSet<>());
        for (X509Certificate each : way) {
            String whose = each.equals(chain.get(0)) ? "certificate" : "an issuer's certificate";
            try {
                each.checkValidity(now);
            } catch (CertificateExpiredException e) {
                return refusal(CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED, whose + " has expired");
            } catch (CertificateNotYetValidException e) {
                return refusal(CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID, whose + " is not yet valid");
            }
        }
        return trustedIfLonger(way, now) ? tooLong() : unknownIssuer();
    }

    /** By names only: the certificate, its issuer and so on, up to one that an anchor may have issued; empty if there is none. */
    private List<X509Certificate> wayToAnchor(
            X509Certificate from, List<X509Certificate> chain, Set<X509Certificate> seen) {
        seen.add(from);
        if (trusted.contains(from) || trusted.stream().anyMatch(each -> Certificates.mayBeIssuer(each, from))) {
            return List.of(from);
        }
        for (X509Certificate each : chain) {
            if (!seen.contains(each) && Certificates.mayBeIssuer(each, from)) {
                List<X509Certificate> rest = wayToAnchor(each, chain, seen);
                if (!rest.isEmpty()) {
                    return Stream.concat(Stream.of(from), rest.stream()).toList();
                }
            }
        }
        return List.of();
    }

    private boolean trustedIfLonger(List<X509Certificate> way, Date now) {
        if (way.size() - 1 <= depth) {
            return false;
        }
        try {
            build(way, MAX_PRESENTED, now);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private OpenSslCertificateException tooLong() {
        return refusal(
                CertificateVerifier.X509_V_ERR_CERT_CHAIN_TOO_LONG,
                "more than " + depth + " certificates between leaf and CA");
    }

    private static OpenSslCertificateException unknownIssuer() {
        return refusal(
                CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                "no path to a trusted CA certificate");
    }

    static OpenSslCertificateException unreadable() {
        return refusal(CertificateVerifier.X509_V_ERR_CERT_REJECTED, "a certificate that cannot be parsed");
    }

    static OpenSslCertificateException refusal(int code, String reason) {
        return new OpenSslCertificateException(reason, code);
    }
}
