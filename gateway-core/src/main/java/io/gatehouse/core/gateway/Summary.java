// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsAssets;
import io.gatehouse.tls.UpstreamTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A difference between two configurations in one line: {@code added=[routes/api] changed=[ssls/shop] removed=[]}. */
final class Summary {
    private static final int MOST_NAMES = 8;

    private Summary() {}

    /** Names what differs, {@code routes} if their order does; files whose content alone changed, such as renewed certificates, if nothing does. */
    static String of(ConfigDiff diff) {
        if (diff.isEmpty()) {
            return "changed=[files]";
        }
        return "added=" + shown(names(diff, ConfigDiff.Changes::added))
                + " changed=" + shown(changed(diff))
                + " removed=" + shown(names(diff, ConfigDiff.Changes::removed));
    }

    /** All of it, with the objects of which only the files differ. */
    static ReloadReport.Changes changes(ConfigDiff diff, TlsAssets before, TlsAssets now) {
        List<String> changed = changed(diff);
        List<String> renewed = renewed(before, now);
        renewed.removeAll(Set.copyOf(changed));
        return new ReloadReport.Changes(
                names(diff, ConfigDiff.Changes::added), changed, renewed, names(diff, ConfigDiff.Changes::removed));
    }

    private static List<String> changed(ConfigDiff diff) {
        List<String> changed = names(diff, ConfigDiff.Changes::changed);
        if (diff.routesReordered()) {
            changed.add("routes");
        }
        changed.addAll(diff.process());
        return changed;
    }

    private static List<String> renewed(TlsAssets before, TlsAssets now) {
        List<String> renewed = new ArrayList<>();
        for (SslObject object : now.index().otherThan(before.index())) {
            SslObject old = before.index().byId(object.id());
            if (old != null
                    && !(old.credentials().equals(object.credentials())
                            && old.clientPolicy().equals(object.clientPolicy()))) {
                renewed.add("ssls/" + object.id());
            }
        }
        for (Map.Entry<String, UpstreamTls> each : new TreeMap<>(now.upstreams()).entrySet()) {
            UpstreamTls old = before.upstreams().get(each.getKey());
            if (old != null && !old.equals(each.getValue())) {
                renewed.add("upstreams/" + each.getKey());
            }
        }
        return renewed;
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
