// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import java.util.List;
import java.util.Optional;

/**
 * An ssl object that was left out because it could not be loaded; its names are refused, never answered by another object.
 *
 * @param reasons the faults, one line each
 * @param clientPolicy what it would ask of clients
 */
public record Quarantined(
        String id, List<HostPattern> names, List<String> reasons, Optional<ClientPolicy> clientPolicy) {
    public Quarantined {
        names = List.copyOf(names);
        reasons = List.copyOf(reasons);
    }
}
