// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.plan.Plan;
import java.util.Optional;

/**
 * What came of a reload, for whoever asked.
 *
 * @param lossy the plan that it was refused for
 * @param awaited the confirmation that it needs; or, if it was refused, that another one needs first
 */
record ReloadOutcome(ReloadReport report, Optional<Plan> lossy, Optional<Awaited> awaited) {
    static ReloadOutcome of(ReloadReport report) {
        return new ReloadOutcome(report, Optional.empty(), Optional.empty());
    }
}
