// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;

/** Warns of certificates that cannot be stapled although their object asks for it. */
public final class StaplingLint {
    static final LintRule RULE = new LintRule(
            "nothing-to-staple",
            Severity.WARNING,
            "OCSP responses are to be stapled, and nobody can be asked for them");

    private StaplingLint() {}

    /** Looks at each object with {@code ocsp_stapling.enabled}. Loading thread. */
    public static void warn(SslIndex index, GatewayConfig config, Problems problems) {
        for (SslConfig each : config.ssls()) {
            SslObject object = each.ocspStapling() ? index.byId(each.id()) : null;
            if (object != null) {
                warn(object, each, problems);
            }
        }
    }

    private static void warn(SslObject object, SslConfig config, Problems problems) {
        for (int i = 0; i < object.credentials().size(); i++) {
            if (OcspQuestion.about(object.credentials().get(i)).isEmpty()) {
                PemSource source = config.credentials().get(i).cert();
                problems.add(RULE.at(
                        source,
                        "nothing to staple: the certificate names no OCSP responder, or its issuer does not follow it",
                        PemFiles.name(source),
                        "a certificate with an OCSP responder (http), followed by its issuer",
                        "append the intermediate; if the CA runs no responder any more, remove ocsp_stapling"));
            }
        }
    }
}
