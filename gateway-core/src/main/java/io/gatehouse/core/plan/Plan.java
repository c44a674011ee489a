// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a reload would do.
 *
 * @param changes those with losses first
 * @param effects what it would make anew, end and leave alone
 */
public record Plan(List<Change> changes, Effects effects) {
    public Plan {
        changes = List.copyOf(changes);
    }

    /** Whether somebody would lose by it. */
    public boolean isLossy() {
        return changes.stream().anyMatch(each -> !each.losses().isEmpty());
    }

    /** Every kind of loss in it, once. */
    public Set<Loss> losses() {
        Set<Loss> losses = new TreeSet<>();
        changes.forEach(each -> losses.addAll(each.losses()));
        return losses;
    }
}
