// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A difference between two configurations in one line: {@code added=[routes/api] changed=[ssls/shop] removed=[]}. */
final class Summary {
    private static final int MOST_NAMES = 8;

    private Summary() {}

    /** Names what differs; files whose content alone changed, such as renewed certificates, if nothing does. */
    static String of(ConfigDiff diff) {
        if (diff.isEmpty()) {
            return "changed=[files]";
        }
        List<String> changed = names(diff, ConfigDiff.Changes::changed);
        changed.addAll(diff.process());
        return "added=" + shown(names(diff, ConfigDiff.Changes::added))
                + " changed=" + shown(changed)
                + " removed=" + shown(names(diff, ConfigDiff.Changes::removed));
    }

    private static List<String> names(ConfigDiff diff, Function<ConfigDiff.Changes, List<String>> which) {
        List<String> names = new ArrayList<>();
        which.apply(diff.listeners()).forEach(id -> names.add("listeners/" + id));
        which.apply(diff.ssls()).forEach(id -> names.add("ssls/" + id));
        which.apply(diff.upstreams()).forEach(id -> names.add("upstreams/" + id));
        which.apply(diff.routes()).forEach(id -> names.add("routes/" + id));
        return names;
    }

    /** A list of names, the first few of them. */
    static String shown(List<String> names) {
        if (names.size() <= MOST_NAMES) {
            return names.toString();
        }
        return names.subList(0, MOST_NAMES) + "+" + (names.size() - MOST_NAMES);
    }
}
