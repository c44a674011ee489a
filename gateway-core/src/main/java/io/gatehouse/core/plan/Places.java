// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which paths routes have under each host. Immutable once made. */
final class Places {
    private final Map<HostPattern, NavigableSet<String>> paths = new HashMap<>();

    Places(List<RouteConfig> routes) {
        for (RouteConfig route : routes) {
            for (HostPattern host : route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts()) {
                paths.computeIfAbsent(host, unused -> new TreeSet<>()).addAll(route.uris());
            }
        }
    }

    /**
     * Adds the longer paths that hosts wider than this one have under a prefix: a request that finds no route under this host is
     * looked up there, and then the longest path wins anew.
     */
    void beneath(HostPattern host, String prefix, Collection<String> found) {
        if (host.kind() != HostPattern.Kind.ANY) {
            wider(host.name()).forEach(each -> under(each, prefix, found));
        }
    }

    /** Where a request is looked up that finds no route under its own host: each wildcard above it, then any host. */
    static List<HostPattern> wider(String host) {
        List<HostPattern> wider = new ArrayList<>();
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            wider.add(new HostPattern(HostPattern.Kind.WILDCARD, host.substring(dot + 1)));
        }
        wider.add(HostPattern.ANY);
        return wider;
    }

    private void under(HostPattern host, String prefix, Collection<String> found) {
        NavigableSet<String> there = paths.get(host);
        if (there != null) {
            for (String each : there.tailSet(prefix)) {
                if (!each.startsWith(prefix)) {
                    return;
                }
                found.add(each);
            }
        }
    }
}
