// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Severity;
import io.gatehouse.tls.CertificateRule.Report;
import io.gatehouse.tls.CertificateRule.Terms;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Rules about the certificates behind the leaf, which clients need to get from it to a root. */
final class ChainRules {
    static final CertificateRule OUT_OF_ORDER = new CertificateRule(
            new LintRule("chain-out-of-order", Severity.WARNING, "a chain is out of order"), ChainRules::outOfOrder);

    static final CertificateRule WITH_ROOT = new CertificateRule(
            new LintRule("chain-with-root", Severity.INFO, "a chain carries its root, which nobody needs"),
            ChainRules::withRoot);

    static final List<CertificateRule> ALL = List.of(OUT_OF_ORDER, WITH_ROOT);

    private ChainRules() {}

    /** Whether each certificate is followed by its issuer. */
    static boolean isInOrder(List<X509Certificate> chain) {
        return firstOutOfOrder(chain) < 0;
    }

    private static void outOfOrder(CertificateUse use, Terms terms, Report report) {
        List<X509Certificate> chain = use.certificates();
        int i = use.role().isChain() ? firstOutOfOrder(chain) : -1;
        if (i > 0) {
            X500Principal issuer = chain.get(i - 1).getIssuerX500Principal();
            boolean rekeyed = issuer.equals(chain.get(i).getSubjectX500Principal());
            report.tell(
                    "chain is out of order",
                    use.file() + ": certificate " + (i + 1) + " is of '" + Certificates.subject(chain.get(i)) + "'"
                            + (rekeyed ? ", with another key than the one that signed certificate " + i : ""),
                    "the issuer of certificate " + i + ", '" + DistinguishedName.text(issuer) + "'",
                    "put the leaf first and after each certificate its issuer");
        }
    }

    private static int firstOutOfOrder(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!Certificates.mayBeIssuer(chain.get(i), chain.get(i - 1))) {
                return i;
            }
        }
        return -1;
    }

    private static void withRoot(CertificateUse use, Terms terms, Report report) {
        List<X509Certificate> chain = use.certificates();
        X509Certificate last = chain.get(chain.size() - 1);
        if (use.role().isChain() && chain.size() > 1 && Certificates.isSelfIssued(last)) {
            report.tell(
                    "chain carries its root",
                    use.file() + ": the last of " + chain.size() + " certificates is of '" + Certificates.subject(last)
                            + "', which issued it itself",
                    "the leaf, then every intermediate",
                    "leave the root out: clients trust the one that they have, and each handshake carries this one");
        }
    }
}
