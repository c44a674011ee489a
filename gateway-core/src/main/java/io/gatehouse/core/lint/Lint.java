// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.lint;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.proxy.route.RouteLint;
import io.gatehouse.tls.Inventory;
import io.gatehouse.tls.TlsLint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every rule, and a look by all of them at one configuration. What is faulty hides nothing else, as far as it can be read: the
 * certificate of a key that does not fit is looked at all the same.
 */
public final class Lint {
    /** The table of rules; each has a section in {@code docs/lint.md}. */
    public static final List<LintRule> RULES = Stream.of(
                    List.of(LintRule.CONFIGURATION, LintRule.UPSTREAM_UNVERIFIED, RouteLint.SHADOWED), TlsLint.RULES)
            .flatMap(List::stream)
            .toList();

    private static final Map<String, LintRule> BY_ID = new HashMap<>();

    static {
        RULES.forEach(rule -> BY_ID.put(rule.id(), rule));
    }

    private Lint() {}

    /**
     * Everything that breaks a rule, by place. Each finding names its rule.
     *
     * @param window how long before a certificate's end something is said; empty scales with its lifetime
     */
    public static List<Problem> look(ConfigLoader loader, Instant now, Optional<Duration> window) {
        ConfigLoader.Inspected inspected = loader.inspect();
        Problems found = Problems.unlimited();
        inspected.problems().all().forEach(problem -> ofLoad(problem).ifPresent(found::add));
        if (inspected.inventory().isPresent()) {
            Inventory inventory = inspected.inventory().get();
            TlsLint.look(inventory, now, window).forEach(found::add);
            RouteLint.find(inventory.config().routes(), found::add);
        }
        return found.all();
    }

    /** What a load says, by its rule; empty if the rule looks itself and finds more than a load, which stops at what is faulty. */
    private static Optional<Problem> ofLoad(Problem problem) {
        LintRule rule = BY_ID.get(problem.rule());
        if (rule == null) {
            return Optional.of(LintRule.CONFIGURATION
                    .at(
                            problem.where(),
                            problem.field(),
                            problem.message(),
                            problem.found(),
                            problem.expected(),
                            problem.remedy())
                    .as(problem.severity()));
        }
        return TlsLint.looksFor(rule) && TlsLint.RULES.contains(rule)
                ? Optional.empty()
                : Optional.of(problem.as(rule.severity()));
    }
}
