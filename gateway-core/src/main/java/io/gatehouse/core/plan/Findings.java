// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Gathers what is not the same about one object. One thread. */
final class Findings {
    private final List<Difference> differences = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();

    /** Notes a field, if its values differ. */
    void compare(String field, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            differences.add(new Difference(field, String.valueOf(before), String.valueOf(after)));
        }
    }

    /** Notes a loss, if the condition holds. */
    void lossIf(boolean condition, Loss loss) {
        if (condition) {
            losses.add(loss);
        }
    }

    List<Difference> differences() {
        return differences;
    }

    List<Loss> losses() {
        return losses;
    }

    /** Whether there is nothing to tell. */
    boolean isEmpty() {
        return differences.isEmpty() && losses.isEmpty();
    }

    Change change(Change.Kind kind, String id, Change.What what) {
        return new Change(kind, id, what, differences, losses);
    }
}
