// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.tls.CertificateUse.Role;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;

/**
 * Finds chains that end too early. Whether the issuer of a chain's last certificate is a root cannot be seen from the chain; that it
 * is none shows where somebody else carries its certificate. One thread.
 */
final class Intermediates {
    static final LintRule RULE =
            new LintRule("chain-incomplete", Severity.WARNING, "a chain lacks an intermediate certificate");

    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";

    private final Set<X500Principal> known = new HashSet<>();
    private final Map<X509Certificate, PemSource> chainEnds = new HashMap<>();
    private final List<Unchanged> unchanged = new ArrayList<>();
    private List<X509Certificate> lastIssuers = List.of();

    /** Notes what these certificates show of others. */
    void add(CertificateUse use) {
        List<X509Certificate> certificates = use.certificates();
        int first = use.role().isChain() ? 1 : 0;
        for (X509Certificate each : certificates.subList(first, certificates.size())) {
            if (!Certificates.isSelfIssued(each)) {
                known.add(each.getSubjectX500Principal());
            }
        }
        if (use.role() == Role.SERVER && ChainRules.isInOrder(certificates)) {
            chainEnds.putIfAbsent(certificates.get(certificates.size() - 1), use.source());
        }
    }

    /** Notes what the chain of a served credential shows, which was in order in an earlier load. */
    @SuppressWarnings("ReferenceEquality") // equal chains of credentials are the same instance
    void addUnchanged(PemSource source, Credential credential) {
        List<X509Certificate> issuers = credential.issuers();
        if (issuers.isEmpty()) {
            unchanged.add(new Unchanged(source, credential));
            return;
        }
        if (issuers == lastIssuers) {
            return; // most certificates of a configuration have the same
        }
        lastIssuers = issuers;
        for (X509Certificate each : issuers) {
            if (!Certificates.isSelfIssued(each)) {
                known.add(each.getSubjectX500Principal());
            }
        }
        chainEnds.putIfAbsent(issuers.get(issuers.size() - 1), source);
    }

    /** Takes over what another one knows. */
    void add(Intermediates other) {
        known.addAll(other.known);
        other.chainEnds.forEach(chainEnds::putIfAbsent);
        unchanged.addAll(other.unchanged);
    }

    /** Names of the intermediates that were shown. */
    Set<X500Principal> known() {
        return Set.copyOf(known);
    }

    /**
     * Looks at the unchanged leaves that nothing follows, unless there is nothing new to be seen.
     *
     * @param complete what was known when nothing was found about them; empty if something was
     */
    void lookAtUnchanged(Optional<Set<X500Principal>> complete) {
        if (complete.isEmpty() || !complete.get().containsAll(known)) {
            unchanged.forEach(each -> chainEnds.putIfAbsent(each.credential.leaf(), each.source));
        }
    }

    /** Tells of every chain among them that ends too early. */
    void missing(Consumer<Problem> found) {
        chainEnds.forEach((last, source) -> {
            if (!Certificates.isSelfIssued(last)
                    && (known.contains(last.getIssuerX500Principal()) || isPublicLeaf(last))) {
                found.accept(
                        RULE.at(
                                source,
                                "chain lacks an intermediate certificate",
                                PemFiles.name(source) + " ends with a certificate issued by '"
                                        + DistinguishedName.text(last.getIssuerX500Principal()) + "'",
                                "the leaf, then every intermediate up to the root, which may be left out",
                                "append the issuer's certificate to the file; clients that know only the root refuse this chain"));
            }
        });
    }

    /** A leaf that says where its issuer's certificate can be fetched: public CAs do, and never issue leaves by their roots. */
    private static boolean isPublicLeaf(X509Certificate certificate) {
        return certificate.getBasicConstraints() < 0 && saysWhereItsIssuerIs(certificate);
    }

    private static boolean saysWhereItsIssuerIs(X509Certificate certificate) {
        try {
            byte[] access = Certificates.extension(certificate, AUTHORITY_INFORMATION);
            return access != null
                    && Stream.of(AuthorityInformationAccess.getInstance(access).getAccessDescriptions())
                            .anyMatch(each -> each.getAccessMethod().equals(AccessDescription.id_ad_caIssuers));
        } catch (RuntimeException e) { // the library throws any at an extension that is broken
            return false;
        }
    }

    /** A certificate without issuers behind it. */
    private record Unchanged(PemSource source, Credential credential) {}
}
