// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.plan.Loss;
import io.gatehouse.core.plan.Plan;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a reload of valid files is refused, in the words for an operator. */
final class Refusals {
    private Refusals() {}

    /** Of ours. */
    static Problem fault(GatewayConfig config, Throwable fault) {
        return refusal(
                config,
                "",
                "the load ended by a fault of the gateway",
                fault.toString(),
                "",
                "see the log; if the jar was replaced under the process, restart it");
    }

    /** It had to be safe. */
    static Problem lossy(GatewayConfig config, Plan plan) {
        return refusal(
                config,
                "",
                "somebody would lose by this reload",
                String.join(", ", plan.losses().stream().map(Loss::word).toList()),
                "a safe plan, because the reload was asked to require that",
                "see what 'gatehouse plan' says of it; without --require-safe it is done all the same");
    }

    /** Two at once would leave nobody knowing what a rollback goes back to. */
    static Problem awaited(GatewayConfig config, Awaited awaited) {
        return refusal(
                config,
                "",
                "the reload before awaits its confirmation",
                "generation " + awaited.generation() + " is to be confirmed until " + awaited.until(),
                "one reload at a time",
                "run 'gatehouse confirm' and reload again; or wait until what ran before runs again");
    }

    /** Patterns whose files are all gone: a folder that is being replaced, or mounted, will be there again in a moment. */
    static List<Problem> emptied(GatewayConfig next, List<String> patterns) {
        return patterns.stream()
                .map(pattern -> refusal(
                        next,
                        "resources",
                        "the objects of '" + pattern + "' run, and no file matches it any more",
                        "no file",
                        "at least one, because nobody asked for this reload",
                        "bring the files back; or run 'gatehouse reload', which goes on without them"))
                .toList();
    }

    /**
     * Objects that would be quarantined and run now, under the same id or for the same names: a new certificate beside the old key will
     * be right in a moment.
     */
    static List<Problem> newlyFaulty(Loaded running, Loaded next) {
        List<Problem> problems = new ArrayList<>();
        for (Quarantined faulty : next.tls().index().quarantined()) {
            SslObject runs = counterpart(running.tls().index(), faulty);
            if (runs != null) {
                problems.add(refusal(
                        next.config(),
                        "",
                        runs.id().equals(faulty.id())
                                ? "ssl object '" + faulty.id() + "' runs and would be quarantined"
                                : "ssl object '" + faulty.id() + "' would be quarantined, with names that '" + runs.id()
                                        + "' serves",
                        String.join("; ", faulty.reasons()),
                        "files that fit together, because nobody asked for this reload",
                        "correct them; or run 'gatehouse reload', which quarantines the object"));
            }
        }
        return problems;
    }

    private static @Nullable SslObject counterpart(SslIndex running, Quarantined faulty) {
        SslObject same = running.byId(faulty.id());
        return same != null
                ? same
                : faulty.names().stream()
                        .map(running::withName)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static Problem refusal(
            GatewayConfig config, String field, String message, String found, String expected, String remedy) {
        return new Problem(Severity.ERROR, config.where(), field, message, found, expected, remedy);
    }
}
