// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.Problem;
import java.time.Instant;
import java.util.List;

/**
 * What came of one load: of the start, or of a reload.
 *
 * @param at when it ended
 * @param generation the one that runs after it; a refused reload uses up no number
 * @param changes what it changed; nothing, unless a new generation runs
 * @param problems errors and warnings; warnings only, unless it was refused
 */
public record ReloadReport(Instant at, Result result, long generation, Changes changes, List<Problem> problems) {
    public ReloadReport {
        problems = List.copyOf(problems);
    }

    /**
     * Objects by kind and id, such as {@code ssls/shop}; and by name what changed at the top level of {@code gateway.yaml}.
     *
     * @param renewed what the YAML says the same of, and the files do not: a renewed certificate, another CA
     */
    public record Changes(List<String> added, List<String> changed, List<String> renewed, List<String> removed) {
        public static final Changes NONE = new Changes(List.of(), List.of(), List.of(), List.of());

        public Changes {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            renewed = List.copyOf(renewed);
            removed = List.copyOf(removed);
        }
    }

    /** How a load ended. */
    public enum Result {
        /** A new generation runs. */
        OK,
        /** Nothing differs from what runs already. */
        UNCHANGED,
        /** What ran before goes on. */
        REFUSED,
        /** Nobody confirmed the reload before: what ran before it runs again. */
        ROLLED_BACK
    }
}
