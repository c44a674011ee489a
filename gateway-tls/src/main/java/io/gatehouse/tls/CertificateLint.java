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
import java.util.Set;
import java.util.function.Consumer;
import javax.security.auth.x500.X500Principal;

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
    private final Problems problems;
    private final Intermediates intermediates = new Intermediates();
    private int said;

    CertificateLint(Clock clock, Problems problems) {
        this(new CertificateRule.Terms(clock.instant(), Optional.empty()), problems);
    }

    private CertificateLint(CertificateRule.Terms terms, Problems problems) {
        this.terms = terms;
        this.problems = problems;
        this.warn = this::say;
    }

    /** One that works beside this one, for {@link #add}. */
    CertificateLint part() {
        return new CertificateLint(terms, problems.part());
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

    /** Notes what a served credential shows of others that was looked at in an earlier load, and of which there was nothing to say. */
    void unchanged(PemSource source, Credential credential) {
        intermediates.addUnchanged(source, credential);
    }

    /** Takes over what was found by another one, which is not used any more. */
    void add(CertificateLint other) {
        intermediates.add(other.intermediates);
        other.problems.all().forEach(problems::add);
    }

    /** How much there was to say so far. */
    int said() {
        return said;
    }

    /**
     * To be called when everything has been looked at.
     *
     * @param complete the intermediates that the load before had shown, if by them no chain was incomplete
     * @return those that this load has shown, if by them no chain is incomplete
     */
    Optional<Set<X500Principal>> finish(Optional<Set<X500Principal>> complete) {
        int before = said;
        intermediates.lookAtUnchanged(complete);
        intermediates.missing(warn);
        return said == before ? Optional.of(intermediates.known()) : Optional.empty();
    }

    private void say(Problem problem) {
        said++;
        problems.add(problem.as(Severity.WARNING));
    }

    private void look(CertificateUse use) {
        RULES.forEach(rule -> rule.at(use, terms, warn));
        intermediates.add(use);
    }
}
