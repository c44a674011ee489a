// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import java.util.List;

/** Warns of certificates that cannot be stapled although their object asks for it, and of those that are not although they ask for it. */
public final class StaplingLint {
    static final LintRule NOTHING_TO_STAPLE = new LintRule(
            "nothing-to-staple",
            Severity.WARNING,
            "OCSP responses are to be stapled, and nobody can be asked for them");

    static final LintRule MUST_STAPLE = new LintRule(
            "must-staple",
            Severity.WARNING,
            "a certificate demands a stapled OCSP response, and none is shown with it");

    static final List<LintRule> RULES = List.of(NOTHING_TO_STAPLE, MUST_STAPLE);

    private StaplingLint() {}

    /** Looks at each certificate that is served. Loading thread. */
    public static void warn(SslIndex index, GatewayConfig config, Problems problems) {
        for (SslConfig each : config.ssls()) {
            SslObject object = index.byId(each.id());
            if (object != null) {
                warn(object, each, problems);
            }
        }
    }

    private static void warn(SslObject object, SslConfig config, Problems problems) {
        for (int i = 0; i < object.credentials().size(); i++) {
            Credential credential = object.credentials().get(i);
            PemSource source = config.credentials().get(i).cert();
            if (!config.ocspStapling() && credential.demandsStaple()) {
                notStapled(source, "ocsp_stapling is not enabled", problems);
            } else if (config.ocspStapling() && !credential.hasResponder()) {
                if (credential.demandsStaple()) {
                    notStapled(source, "it names no OCSP responder, or its issuer does not follow it", problems);
                } else {
                    nothingToStaple(source, problems);
                }
            }
        }
    }

    private static void notStapled(PemSource source, String why, Problems problems) {
        problems.add(
                MUST_STAPLE.at(
                        source,
                        "certificate demands a stapled OCSP response (must-staple), and none is shown",
                        PemFiles.name(source) + ": " + why,
                        "ocsp_stapling.enabled, and a certificate with an OCSP responder (http), followed by its issuer",
                        "provide that, or issue the certificate without the TLS feature status_request; Firefox refuses it as it is"));
    }

    private static void nothingToStaple(PemSource source, Problems problems) {
        problems.add(NOTHING_TO_STAPLE.at(
                source,
                "nothing to staple: the certificate names no OCSP responder, or its issuer does not follow it",
                PemFiles.name(source),
                "a certificate with an OCSP responder (http), followed by its issuer",
                "append the intermediate; if the CA runs no responder any more, remove ocsp_stapling"));
    }
}
