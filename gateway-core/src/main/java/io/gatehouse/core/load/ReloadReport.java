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
 * @param problems errors and warnings; warnings only, unless it was refused
 */
public record ReloadReport(Instant at, Result result, long generation, List<Problem> problems) {
    public ReloadReport {
        problems = List.copyOf(problems);
    }

    /** How a load ended. */
    public enum Result {
        /** A new generation runs. */
        OK,
        /** Nothing differs from what runs already. */
        UNCHANGED,
        /** What ran before goes on. */
        REFUSED
    }
}
