// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.CertificateUse.Role;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds certificates that several ssl objects serve: who steals the key of one has all of them, and one renewal concerns all. */
final class SharedCertificates {
    static final LintRule RULE =
            new LintRule("certificate-shared", Severity.INFO, "one certificate is served by several ssl objects");

    private SharedCertificates() {}

    /** Tells of each object that serves what an object before it serves. */
    static void find(List<CertificateUse> uses, Consumer<Problem> found) {
        Map<X509Certificate, CertificateUse> first = new HashMap<>();
        for (CertificateUse use : uses) {
            if (use.role() != Role.SERVER) {
                continue;
            }
            CertificateUse before = first.putIfAbsent(use.leaf(), use);
            if (before != null && !id(before).equals(id(use))) {
                found.accept(RULE.at(
                        use.source(),
                        "certificate is served by another ssl object too",
                        use.file() + ": '" + CredentialLoader.commonName(use.leaf()) + "', as in ssl object '"
                                + id(before) + "' at " + before.source().where(),
                        "a certificate for each ssl object, or one ssl object with all names",
                        "put the names into one object if their client policy is the same"));
            }
        }
    }

    private static String id(CertificateUse use) {
        return use.object().map(SslConfig::id).orElse("");
    }
}
