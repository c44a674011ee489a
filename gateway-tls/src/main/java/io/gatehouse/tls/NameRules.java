// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.CertificateRule.Report;
import io.gatehouse.tls.CertificateRule.Terms;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rules about the names of an ssl object and of the certificates that it serves (RFC 9525, section 6.3). */
final class NameRules {
    static final CertificateRule NOT_COVERED = new CertificateRule(
            new LintRule(
                    "name-not-covered", Severity.WARNING, "a certificate does not cover a name that it is served for"),
            NameRules::notCovered);

    static final CertificateRule WILDCARD_DEPTH = new CertificateRule(
            new LintRule(
                    "wildcard-depth",
                    Severity.WARNING,
                    "a name lies above or too far below a wildcard that is to cover it"),
            NameRules::wildcardDepth);

    static final CertificateRule UNUSABLE_WILDCARD = new CertificateRule(
            new LintRule(
                    "wildcard-unusable", Severity.WARNING, "a certificate has a wildcard that clients do not take"),
            NameRules::unusableWildcard);

    static final List<CertificateRule> ALL = List.of(NOT_COVERED, WILDCARD_DEPTH, UNUSABLE_WILDCARD);

    private static final int NAMES_SHOWN = 5;

    private NameRules() {}

    private static void notCovered(CertificateUse use, Terms terms, Report report) {
        Set<String> valid = Set.copyOf(CertificateNames.dnsNames(use.leaf()));
        for (HostPattern each : names(use)) {
            if (!isCovered(use.leaf(), valid, each) && parentOf(valid, each).isEmpty()) {
                report.tell(
                        notCovered(each),
                        use.file() + " is valid for " + shown(use.leaf()),
                        "'" + each + "' among its subject alternative names",
                        "issue a certificate for this name, or correct sni; clients refuse this one");
            }
        }
    }

    private static void wildcardDepth(CertificateUse use, Terms terms, Report report) {
        Set<String> valid = Set.copyOf(CertificateNames.dnsNames(use.leaf()));
        for (HostPattern each : names(use)) {
            String wildcard = parentOf(valid, each);
            if (!wildcard.isEmpty() && !isCovered(use.leaf(), valid, each)) {
                report.tell(
                        notCovered(each),
                        use.file() + " is valid for '" + wildcard + "', whose star stands for one label only",
                        "'" + each + "' among its subject alternative names",
                        "issue a certificate for this name, or correct sni; clients refuse this one");
            }
        }
    }

    private static void unusableWildcard(CertificateUse use, Terms terms, Report report) {
        if (use.role() == CertificateUse.Role.SERVER) {
            for (String each : new TreeSet<>(CertificateNames.dnsNames(use.leaf()))) {
                if (isUnusable(each)) {
                    report.tell(
                            "certificate has a wildcard that clients do not take",
                            use.file() + ": '" + each + "'",
                            "one star, which is the whole first label, above at least two more labels",
                            "issue the certificate for names such as *.example.com");
                }
            }
        }
    }

    private static String notCovered(HostPattern name) {
        return "certificate does not cover '" + name + "'";
    }

    private static List<HostPattern> names(CertificateUse use) {
        return use.role() == CertificateUse.Role.SERVER
                ? use.object().map(SslConfig::names).orElse(List.of())
                : List.of();
    }

    private static boolean isCovered(X509Certificate leaf, Set<String> valid, HostPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT -> coversDns(valid, pattern.name()) || CertificateNames.covers(leaf, pattern.name());
            case WILDCARD -> valid.contains(pattern.toString());
            case ANY -> true;
        };
    }

    /** The quick answer for certificates of many names. */
    private static boolean coversDns(Set<String> valid, String name) {
        int dot = name.indexOf('.');
        return valid.contains(name)
                || (dot > 0 && name.indexOf('.', dot + 1) > 0 && valid.contains("*" + name.substring(dot)));
    }

    /** The wildcard that a name lies more than one label below, or that has the name itself as its parent; "" if there is none. */
    private static String parentOf(Set<String> valid, HostPattern pattern) {
        String names = "." + pattern.name();
        for (int dot = 0; dot >= 0; dot = names.indexOf('.', dot + 1)) {
            String wildcard = "*" + names.substring(dot);
            if (valid.contains(wildcard) && !isUnusable(wildcard)) { // else that is what is wrong
                return wildcard;
            }
        }
        return "";
    }

    private static boolean isUnusable(String name) {
        int star = name.indexOf('*');
        return star >= 0 && (!name.startsWith("*.") || name.indexOf('*', 1) > 0 || name.indexOf('.', 2) < 0);
    }

    private static String shown(X509Certificate leaf) {
        List<String> names = CertificateNames.dnsNames(leaf);
        if (names.isEmpty()) {
            return "no DNS name";
        }
        if (names.size() <= NAMES_SHOWN) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, NAMES_SHOWN)) + " and " + (names.size() - NAMES_SHOWN) + " more";
    }
}
