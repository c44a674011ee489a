// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.Label;
import java.util.List;

/** A plan for people: what somebody would lose by first, then the rest, then what it does to what runs. */
public final class PlanText {
    private static final int MOST_CHANGES = 200;
    private static final int MOST_IDS = 8;

    private PlanText() {}

    /** Lines, the verdict last; a plan that changes nothing says so. */
    public static String of(Plan plan) {
        StringBuilder text = new StringBuilder(4096);
        plan.changes().stream().limit(MOST_CHANGES).forEach(change -> append(text, change));
        if (plan.changes().size() > MOST_CHANGES) {
            text.append("... and ")
                    .append(plan.changes().size() - MOST_CHANGES)
                    .append(" more, none of them worse; --format json has all\n");
        }
        effects(text, plan.effects());
        text.append("verdict: ").append(verdict(plan)).append('\n');
        return text.toString();
    }

    private static String verdict(Plan plan) {
        if (plan.changes().isEmpty()) {
            return "safe, nothing changes";
        }
        int count = plan.changes().size();
        String changes = count + (count == 1 ? " change" : " changes");
        if (!plan.isLossy()) {
            return "safe, " + changes;
        }
        return "lossy, " + changes + ": "
                + String.join(", ", plan.losses().stream().map(Loss::word).toList());
    }

    private static void append(StringBuilder text, Change change) {
        text.append(Label.of(change.kind()))
                .append(' ')
                .append(change.id())
                .append(": ")
                .append(Label.of(change.what()))
                .append('\n');
        for (Difference each : change.differences()) {
            text.append("    ").append(each.field()).append(": ");
            if (each.before().isEmpty()) {
                text.append(each.after());
            } else if (each.after().isEmpty()) {
                text.append(each.before()).append(change.what() == Change.What.REMOVED ? "" : " -> gone");
            } else {
                text.append(each.before()).append(" -> ").append(each.after());
            }
            text.append('\n');
        }
        for (Loss loss : change.losses()) {
            text.append("  ! ")
                    .append(loss.word())
                    .append(": ")
                    .append(loss.why())
                    .append('\n');
        }
    }

    private static void effects(StringBuilder text, Effects effects) {
        line(text, "rebuilt: TLS contexts of ", effects.rebuilt());
        line(text, "drained: connections of ", effects.drained());
        text.append("kept:    ")
                .append(effects.keptSsls())
                .append(" ssl objects, ")
                .append(effects.keptListeners())
                .append(" listeners\n");
    }

    private static void line(StringBuilder text, String what, List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        text.append(what).append(String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_IDS))));
        if (ids.size() > MOST_IDS) {
            text.append(" and ").append(ids.size() - MOST_IDS).append(" more");
        }
        text.append('\n');
    }
}
