// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.config.RouteConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by path: the exact path, else the longest prefix, then shorter ones. Immutable, thread-safe.
 *
 * <p>The prefixes are sorted, and each knows the longest other one that it begins with. The greatest prefix that is not
 * greater than a path begins with every prefix that the path begins with, so one binary search and a walk up the links
 * find them all, longest first, without allocating.
 */
final class PathIndex {
    /** The order in which routes of one host and path are tried; those that are equal, in the order of the files. */
    static final Comparator<RouteConfig> TRIED_FIRST =
            Comparator.comparingInt(RouteConfig::priority).reversed();

    private static final int NO_PARENT = -1;

    private final Map<String, List<Route>> exact;
    private final String[] prefixes;
    private final List<List<Route>> byPrefix;
    private final int[] parents;

    private PathIndex(Map<String, List<Route>> exact, NavigableMap<String, List<Route>> byPrefix) {
        this.exact = exact;
        this.prefixes = byPrefix.keySet().toArray(String[]::new);
        this.byPrefix = List.copyOf(byPrefix.values());
        this.parents = parents(prefixes);
    }

    private static int[] parents(String[] prefixes) {
        int[] parents = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int parent = i - 1;
            while (parent != NO_PARENT && !prefixes[i].startsWith(prefixes[parent])) {
                parent = parents[parent];
            }
            parents[i] = parent;
        }
        return parents;
    }

    /**
     * The first route whose other conditions hold.
     *
     * @param path normalised
     */
    @Nullable
    Route find(String path, Predicate<Route> conditions) {
        Route found = first(exact.get(path), conditions);
        if (found != null) {
            return found;
        }
        int at = Arrays.binarySearch(prefixes, path);
        for (int i = at >= 0 ? at : -at - 2; i != NO_PARENT; i = parents[i]) {
            if (path.startsWith(prefixes[i])) {
                found = first(byPrefix.get(i), conditions);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Route first(@Nullable List<Route> routes, Predicate<Route> conditions) {
        if (routes != null) {
            for (int i = 0; i < routes.size(); i++) {
                if (conditions.test(routes.get(i))) {
                    return routes.get(i);
                }
            }
        }
        return null;
    }

    /** Collects the routes of one host, in the order of the files. */
    static final class Builder {
        private static final Comparator<Route> HIGHER_PRIORITY_FIRST = Comparator.comparing(Route::config, TRIED_FIRST);

        private final Map<String, List<Route>> exact = new HashMap<>();
        private final NavigableMap<String, List<Route>> byPrefix = new TreeMap<>();

        void add(String uri, Route route) {
            boolean prefix = uri.endsWith("*");
            String path = prefix ? uri.substring(0, uri.length() - 1) : uri;
            Map<String, List<Route>> index = prefix ? byPrefix : exact;
            index.computeIfAbsent(path, p -> new ArrayList<>(1)).add(route);
        }

        PathIndex build() {
            exact.values().forEach(routes -> routes.sort(HIGHER_PRIORITY_FIRST)); // stable: file order stays
            byPrefix.values().forEach(routes -> routes.sort(HIGHER_PRIORITY_FIRST));
            return new PathIndex(exact, byPrefix);
        }
    }
}
