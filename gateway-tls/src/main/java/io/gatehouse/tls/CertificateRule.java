// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A rule about certificates that needs to see one use of them at a time. A pure function.
 *
 * @param look tells what breaks the rule
 */
record CertificateRule(LintRule rule, Look look) {
    /** Looks at one use; findings have the weight of the rule. */
    void at(CertificateUse use, Terms terms, Consumer<Problem> found) {
        look.at(
                use,
                terms,
                (message, what, expected, remedy) ->
                        found.accept(rule.at(use.source(), message, what, expected, remedy)));
    }

    /** What a rule does. */
    @FunctionalInterface
    interface Look {
        void at(CertificateUse use, Terms terms, Report report);
    }

    /** Whom a rule tells; parameters as in {@link Problem}. */
    @FunctionalInterface
    interface Report {
        void tell(String message, String found, String expected, String remedy);
    }

    /**
     * What certificates are compared with.
     *
     * @param window how long before its end something is said; empty scales with the lifetime ({@link Expiry})
     */
    record Terms(Instant now, Optional<Duration> window) {
        /** Whether what is valid now will not be for long. */
        boolean isEnding(Instant begin, Instant end) {
            if (now.isAfter(end) || now.isBefore(begin)) {
                return false;
            }
            Duration early = window.orElseGet(() -> Expiry.warnWindow(begin, end));
            return Duration.between(now, end).compareTo(early) <= 0;
        }
    }
}
