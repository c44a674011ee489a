// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Warns of certificates that load but will disappoint clients: names not covered, out of their time, chain out of order or without
 * an intermediate, keys too short. One instance a load, because a missing intermediate is noticed only when another object or a CA
 * file shows it. Loading thread.
 */
final class CertificateLint {
    private static final int MIN_RSA_BITS = 2048;
    private static final int NAMES_SHOWN = 5;
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";

    private final Instant now;
    private final Problems problems;
    private final Set<X500Principal> intermediates = new HashSet<>();
    private final Map<X509Certificate, PemSource> chainEnds = new HashMap<>();

    CertificateLint(Clock clock, Problems problems) {
        this.now = clock.instant();
        this.problems = problems;
    }

    /** Looks at a certificate that is served for these names. */
    void server(PemSource source, Credential credential, List<HostPattern> names) {
        identity(source, credential);
        for (HostPattern each : names) {
            checkCovered(source, credential.leaf(), each);
        }
        List<X509Certificate> chain = credential.chain();
        authorities(chain.subList(1, chain.size()));
        if (inOrder(source, chain)) {
            chainEnds.putIfAbsent(chain.get(chain.size() - 1), source);
        }
    }

    /** Looks at a certificate that is shown to upstreams. */
    void identity(PemSource source, Credential credential) {
        checkTime(source, credential.leaf(), "certificate");
        if (credential.leaf().getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            warn(
                    source,
                    "RSA key is too short",
                    PemFiles.name(source) + " carries an RSA-"
                            + rsa.getModulus().bitLength() + " public key",
                    "at least RSA-" + MIN_RSA_BITS,
                    "issue a new key and certificate; many clients refuse this one");
        }
    }

    /** Looks at CA certificates that peers are verified against. */
    void authorities(PemSource source, List<X509Certificate> authorities) {
        authorities.forEach(each -> checkTime(source, each, "CA certificate"));
        authorities(authorities);
    }

    /** To be called when everything has been looked at. */
    void finish() {
        chainEnds.forEach((last, source) -> {
            if (!isSelfIssued(last) && (intermediates.contains(last.getIssuerX500Principal()) || isPublicLeaf(last))) {
                warn(
                        source,
                        "chain lacks an intermediate certificate",
                        PemFiles.name(source) + " ends with a certificate issued by '"
                                + last.getIssuerX500Principal().getName() + "'",
                        "the leaf, then every intermediate up to the root, which may be left out",
                        "append the issuer's certificate to the file; clients that know only the root refuse this chain");
            }
        });
    }

    private void authorities(List<X509Certificate> authorities) {
        for (X509Certificate each : authorities) {
            if (!isSelfIssued(each)) {
                intermediates.add(each.getSubjectX500Principal());
            }
        }
    }

    private void checkTime(PemSource source, X509Certificate certificate, String what) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            warn(
                    source,
                    what + " has expired",
                    PemFiles.name(source) + ": '" + CredentialLoader.commonName(certificate) + "' was valid until "
                            + end,
                    "a certificate that is valid now",
                    "renew it, then reload");
        } else if (now.isBefore(begin)) {
            warn(
                    source,
                    what + " is not yet valid",
                    PemFiles.name(source) + ": '" + CredentialLoader.commonName(certificate) + "' is valid from "
                            + begin,
                    "a certificate that is valid now",
                    "wait, correct this machine's clock, or renew the certificate, then reload");
        }
    }

    private void checkCovered(PemSource source, X509Certificate leaf, HostPattern pattern) {
        boolean covered = switch (pattern.kind()) {
            case EXACT -> CertificateNames.covers(leaf, pattern.name());
            case WILDCARD -> CertificateNames.dnsNames(leaf).contains(pattern.toString());
            case ANY -> true;
        };
        if (!covered) {
            warn(
                    source,
                    "certificate does not cover '" + pattern + "'",
                    PemFiles.name(source) + " is valid for " + names(leaf),
                    "'" + pattern + "' among its subject alternative names",
                    "issue a certificate for this name, or correct sni; clients refuse this one");
        }
    }

    private boolean inOrder(PemSource source, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            X500Principal issuer = chain.get(i - 1).getIssuerX500Principal();
            if (!issuer.equals(chain.get(i).getSubjectX500Principal())) {
                warn(
                        source,
                        "chain is out of order",
                        PemFiles.name(source) + ": certificate " + (i + 1) + " is of '"
                                + Certificates.subject(chain.get(i)) + "'",
                        "the issuer of certificate " + i + ", '" + issuer.getName() + "'",
                        "put the leaf first and after each certificate its issuer");
                return false;
            }
        }
        return true;
    }

    private void warn(PemSource source, String message, String found, String expected, String remedy) {
        problems.warning(source.where(), source.field(), message, found, expected, remedy);
    }

    private static String names(X509Certificate leaf) {
        List<String> names = new ArrayList<>(CertificateNames.dnsNames(leaf));
        if (names.isEmpty()) {
            return "no DNS name";
        }
        if (names.size() <= NAMES_SHOWN) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, NAMES_SHOWN)) + " and " + (names.size() - NAMES_SHOWN) + " more";
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** A leaf that says where its issuer's certificate can be fetched: public CAs do, and never issue leaves by their roots. */
    private static boolean isPublicLeaf(X509Certificate certificate) {
        return certificate.getBasicConstraints() < 0 && certificate.getExtensionValue(AUTHORITY_INFORMATION) != null;
    }
}
