// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.config.ExpiryConfig;
import io.gatehouse.tls.Expiry;
import io.gatehouse.tls.ExpiryTable;
import io.gatehouse.tls.Quarantined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whether requests should be sent here, and what an operator should know either way.
 *
 * @param details a line each; none if all is well
 */
public record Readiness(boolean ready, List<String> details) {
    private static final int NAMED = 3;

    public Readiness {
        details = List.copyOf(details);
    }

    /**
     * What follows from certificates and quarantine. A critical certificate still works, so it never makes a gateway unready: all of a
     * fleet have the same one, and would be taken out together, days before anything fails.
     *
     * @param serving whether requests are served at all
     */
    public static Readiness of(
            boolean serving, ExpiryConfig config, ExpiryTable expiries, List<Quarantined> quarantined, Instant now) {
        ExpiryTable.Summary summary = expiries.at(now);
        List<String> details = new ArrayList<>();
        if (summary.refused() > 0) {
            details.add(count(summary.refused(), "certificate")
                    + (summary.refused() == 1 ? " out of its time: " : " out of their time: ")
                    + shown(expiries, summary.refused(), state -> state.compareTo(Expiry.CRITICAL) > 0, now));
        }
        int critical = summary.count(Expiry.CRITICAL);
        if (critical > 0) {
            details.add(count(critical, "certificate") + " critical: "
                    + shown(expiries, critical, state -> state == Expiry.CRITICAL, now));
        }
        if (!quarantined.isEmpty()) {
            details.add(count(quarantined.size(), "ssl object") + " quarantined: "
                    + shown(
                            quarantined.stream()
                                    .map(each -> "ssls/" + each.id())
                                    .toList(),
                            quarantined.size()));
        }
        return new Readiness(serving && !isDegraded(config, () -> summary), details);
    }

    /** Whether certificates alone make a gateway unready; looks at them only if they can. */
    public static boolean isDegraded(ExpiryConfig config, Supplier<ExpiryTable.Summary> summary) {
        return config.readiness() == ExpiryConfig.Readiness.DEGRADE
                && summary.get().refused() > 0;
    }

    /** The same, with one line more. */
    public Readiness with(String detail) {
        List<String> more = new ArrayList<>(details);
        more.add(detail);
        return new Readiness(ready, more);
    }

    private static String shown(ExpiryTable expiries, int count, Predicate<Expiry> states, Instant now) {
        List<String> known = expiries.soonest().stream()
                .filter(each -> states.test(each.state(now)))
                .map(each -> "ssls/" + each.ssl() + " (" + each.notBefore() + " to " + each.notAfter() + ")")
                .toList();
        return shown(known, count);
    }

    private static String shown(List<String> known, int count) {
        List<String> first = known.subList(0, Math.min(known.size(), NAMED));
        String text = String.join(", ", first);
        int more = count - first.size();
        return more == 0 ? text : text.isEmpty() ? more + " objects" : text + " and " + more + " more";
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    /** The body of {@code /readyz}. */
    String text() {
        StringBuilder text = new StringBuilder(ready ? "ready\n" : "not ready\n");
        details.forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }
}
