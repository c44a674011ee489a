// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import java.util.List;

/**
 * An ssl object that was left out because it could not be loaded; its names are refused, never answered by another object.
 *
 * @param reasons the faults, one line each
 */
public record Quarantined(String id, List<HostPattern> names, List<String> reasons) {
    public Quarantined {
        names = List.copyOf(names);
        reasons = List.copyOf(reasons);
    }
}
