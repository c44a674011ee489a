// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at configuration files between reloads.
 *
 * @param checkedAt when they were looked at last; null if never
 * @param waiting what is wrong with those that changed and cannot be taken up yet; empty if nothing is
 * @param held whether nobody looks, because a reload was rolled back, or refused as lossy, and its files may still be there
 */
public record WatchStatus(@Nullable Instant checkedAt, List<String> waiting, boolean held) {
    public static final WatchStatus NONE = new WatchStatus(null, List.of(), false);

    public WatchStatus {
        waiting = List.copyOf(waiting);
    }
}
