// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at CRL files between reloads.
 *
 * @param checkedAt when they were looked at last; null if never
 * @param failures how often one that changed could not be taken up since the start
 * @param faults what is wrong with those that are not taken up now
 */
public record CrlStatus(@Nullable Instant checkedAt, long failures, List<String> faults) {
    public static final CrlStatus NONE = new CrlStatus(null, 0, List.of());

    public CrlStatus {
        faults = List.copyOf(faults);
    }
}
