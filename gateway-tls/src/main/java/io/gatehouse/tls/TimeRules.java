// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Severity;
import io.gatehouse.tls.CertificateRule.Report;
import io.gatehouse.tls.CertificateRule.Terms;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rules about when certificates are valid. An expired certificate of a chain ends the chain, so all of it is looked at. */
final class TimeRules {
    static final CertificateRule EXPIRED = new CertificateRule(
            new LintRule("certificate-expired", Severity.ERROR, "a certificate has expired"), TimeRules::expired);

    static final CertificateRule EXPIRING = new CertificateRule(
            new LintRule("certificate-expiring", Severity.WARNING, "a certificate expires soon"), TimeRules::expiring);

    static final CertificateRule NOT_YET_VALID = new CertificateRule(
            new LintRule("certificate-not-yet-valid", Severity.ERROR, "the time of a certificate has not begun"),
            TimeRules::notYetValid);

    static final CertificateRule LIFETIME = new CertificateRule(
            new LintRule("lifetime-too-long", Severity.INFO, "a certificate is valid for more than 398 days"),
            TimeRules::lifetime);

    static final List<CertificateRule> ALL = List.of(EXPIRED, EXPIRING, NOT_YET_VALID, LIFETIME);

    private static final Duration LONGEST = Duration.ofDays(398);

    private TimeRules() {}

    private static void expired(CertificateUse use, Terms terms, Report report) {
        for (X509Certificate each : use.certificates()) {
            Instant end = each.getNotAfter().toInstant();
            if (terms.now().isAfter(end)) {
                report.tell(
                        what(use, each) + " has expired",
                        of(use, each) + " was valid until " + end,
                        "a certificate that is valid now",
                        "renew it, then reload");
            }
        }
    }

    private static void expiring(CertificateUse use, Terms terms, Report report) {
        for (X509Certificate each : use.certificates()) {
            Instant end = each.getNotAfter().toInstant();
            if (terms.isEnding(each.getNotBefore().toInstant(), end)) {
                report.tell(
                        what(use, each) + " expires soon",
                        of(use, each) + " is valid until " + end + ", " + left(Duration.between(terms.now(), end)),
                        "one that was renewed in time",
                        "renew it, then reload; see why that did not happen by itself");
            }
        }
    }

    private static void notYetValid(CertificateUse use, Terms terms, Report report) {
        for (X509Certificate each : use.certificates()) {
            Instant begin = each.getNotBefore().toInstant();
            if (terms.now().isBefore(begin)) {
                report.tell(
                        what(use, each) + " is not yet valid",
                        of(use, each) + " is valid from " + begin,
                        "a certificate that is valid now",
                        "wait, correct this machine's clock, or renew the certificate, then reload");
            }
        }
    }

    private static void lifetime(CertificateUse use, Terms terms, Report report) {
        Duration lifetime = Duration.between(
                use.leaf().getNotBefore().toInstant(), use.leaf().getNotAfter().toInstant());
        if (use.role() == CertificateUse.Role.SERVER && lifetime.compareTo(LONGEST) > 0) {
            report.tell(
                    "certificate is valid for more than 398 days",
                    of(use, use.leaf()) + " is valid for " + lifetime.toDays() + " days",
                    "398 days at most",
                    "issue it for a shorter time, and renew it by a program");
        }
    }

    private static String what(CertificateUse use, X509Certificate certificate) {
        if (!use.role().isChain()) {
            return "CA certificate";
        }
        return use.leaf().equals(certificate) ? "certificate" : "intermediate certificate";
    }

    private static String of(CertificateUse use, X509Certificate certificate) {
        return use.file() + ": '" + CredentialLoader.commonName(certificate) + "'";
    }

    private static String left(Duration left) {
        return left.toDays() > 1 ? left.toDays() + " days from now" : left.toHours() + " hours from now";
    }
}
