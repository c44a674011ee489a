// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import java.util.List;

/**
 * What a reload would do to what runs.
 *
 * @param rebuilt ssl objects and upstreams whose TLS contexts are made anew
 * @param drained ssl objects and listeners whose connections end after their current response
 * @param keptSsls ssl objects whose contexts and connections live on
 * @param keptListeners listeners that stay bound
 */
public record Effects(List<String> rebuilt, List<String> drained, int keptSsls, int keptListeners) {
    public Effects {
        rebuilt = List.copyOf(rebuilt);
        drained = List.copyOf(drained);
    }
}
