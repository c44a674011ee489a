// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.CertificateUse.Role;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Warns, at a load, of certificates that can be served but will disappoint: by those rules of {@link TlsLint} that nobody breaks on
 * purpose. One instance a load, because a missing intermediate is noticed only when another object or a CA file shows it. Loading
 * thread.
 */
final class CertificateLint {
    private static final List<CertificateRule> RULES = List.of(
            TimeRules.EXPIRED,
            TimeRules.NOT_YET_VALID,
            KeyRules.WEAK,
            NameRules.NOT_COVERED,
            NameRules.WILDCARD_DEPTH,
            ChainRules.OUT_OF_ORDER);

    private final CertificateRule.Terms terms;
    private final Consumer<Problem> warn;
    private final Intermediates intermediates = new Intermediates();

    CertificateLint(Clock clock, Problems problems) {
        this.terms = new CertificateRule.Terms(clock.instant(), Optional.empty());
        this.warn = problem -> problems.add(problem.as(Severity.WARNING));
    }

    /** Looks at a certificate that an ssl object serves, or shows to upstreams. */
    void object(SslConfig object, PemSource source, Credential credential) {
        Role role = object.type() == SslConfig.Type.SERVER ? Role.SERVER : Role.IDENTITY;
        look(new CertificateUse(role, List.of(), source, Optional.of(object), credential.chain()));
    }

    /** Looks at a certificate that an upstream has for itself. */
    void identity(PemSource source, Credential credential) {
        look(new CertificateUse(Role.IDENTITY, List.of(), source, Optional.empty(), credential.chain()));
    }

    /** Looks at CA certificates that peers are verified against. */
    void authorities(PemSource source, List<X509Certificate> authorities) {
        if (authorities.isEmpty()) {
            return; // it could not be read, which is told
        }
        look(new CertificateUse(Role.CLIENT_CA, List.of(), source, Optional.empty(), authorities));
    }

    /** To be called when everything has been looked at. */
    void finish() {
        intermediates.missing(warn);
    }

    private void look(CertificateUse use) {
        RULES.forEach(rule -> rule.at(use, terms, warn));
        intermediates.add(use);
    }
}
