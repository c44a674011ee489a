// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.tls.Inventory.ListUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The rules about certificates, keys and revocation lists, as a table, and a look at everything by each of them. */
public final class TlsLint {
    static final LintRule KEY_MISMATCH =
            new LintRule("key-mismatch", Severity.ERROR, "a private key does not belong to its certificate");

    static final LintRule KEY_FILE_OPEN =
            new LintRule("key-file-open", Severity.WARNING, "a private key file is open to every user of the machine");

    static final LintRule CRL_STALE =
            new LintRule("crl-stale", Severity.WARNING, "a revocation list is past its next update");

    static final LintRule CRL_NOT_YET_VALID = new LintRule(
            "crl-not-yet-valid", Severity.WARNING, "a revocation list was issued at a time that has not come yet");

    static final LintRule CRL_ENDING =
            new LintRule("crl-ending", Severity.WARNING, "a revocation list is near its next update");

    private static final List<CertificateRule> EACH = Stream.of(
                    TimeRules.ALL, NameRules.ALL, ChainRules.ALL, KeyRules.ALL)
            .flatMap(List::stream)
            .toList();

    private static final List<LintRule> BY_THE_LOAD = Stream.of(
                    List.of(KEY_MISMATCH, KEY_FILE_OPEN, CRL_STALE, CRL_NOT_YET_VALID), StaplingLint.RULES)
            .flatMap(List::stream)
            .toList();

    private static final List<LintRule> OVER_ALL =
            List.of(Intermediates.RULE, SharedCertificates.RULE, Coalescing.RULE, CRL_ENDING);

    /** Every rule. */
    public static final List<LintRule> RULES = Stream.of(
                    BY_THE_LOAD, EACH.stream().map(CertificateRule::rule).toList(), OVER_ALL)
            .flatMap(List::stream)
            .toList();

    private TlsLint() {}

    /** Whether {@link #look} finds what breaks this rule, rather than {@link TlsLoader}. */
    public static boolean looksFor(LintRule rule) {
        return !BY_THE_LOAD.contains(rule);
    }

    /**
     * Everything in the inventory that breaks a rule. Takes time in proportion to its size.
     *
     * @param window how long before its end something is said; empty scales with the lifetime
     */
    public static List<Problem> look(Inventory inventory, Instant now, Optional<Duration> window) {
        List<Problem> found = new ArrayList<>();
        CertificateRule.Terms terms = new CertificateRule.Terms(now, window);
        Intermediates intermediates = new Intermediates();
        for (CertificateUse use : inventory.uses()) {
            EACH.forEach(rule -> rule.at(use, terms, found::add));
            intermediates.add(use);
        }
        intermediates.missing(found::add);
        SharedCertificates.find(inventory.uses(), found::add);
        Coalescing.find(inventory.config().ssls(), inventory.uses(), found::add);
        inventory.lists().forEach(each -> ending(each, terms, found::add));
        return found;
    }

    private static void ending(ListUse use, CertificateRule.Terms terms, Consumer<Problem> found) {
        Optional<Instant> next = use.list().nextUpdate();
        if (next.isPresent() && terms.isEnding(use.list().thisUpdate(), next.get())) {
            found.accept(
                    CRL_ENDING.at(
                            use.source(),
                            "CRL is near its next update",
                            PemFiles.name(use.source()) + ": '" + use.list().issuerName()
                                    + "' wanted to issue the next one until " + next.get(),
                            "a newer CRL by now",
                            "see why none was fetched; once it is stale, clients of this CA are refused unless on_stale_crl allows them"));
        }
    }
}
