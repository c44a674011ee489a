// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds routes that never answer. A {@link RouteTable} tries what stands at the most specific host and path first, so whoever stands at
 * the same host and path with a higher priority, or before it in the files, wins wherever its conditions are as wide or wider.
 *
 * <p>Linear in the number of routes, hosts and paths; pure functions.
 */
public final class RouteLint {
    public static final LintRule SHADOWED =
            new LintRule("route-shadowed", Severity.WARNING, "a route can never match, because others always win");

    private static final int NAMED = 3;

    private RouteLint() {}

    /** Tells of each route that no request reaches, or not at one of its hosts and paths. */
    public static void find(List<RouteConfig> routes, Consumer<Problem> found) {
        Map<Place, List<RouteConfig>> places = new HashMap<>();
        for (RouteConfig route : routes) {
            placesOf(route)
                    .forEach(place -> places.computeIfAbsent(place, unused -> new ArrayList<>(1))
                            .add(route));
        }
        Map<Place, IdentityHashMap<RouteConfig, Set<String>>> shadows = new HashMap<>();
        places.forEach((place, there) -> {
            if (there.size() > 1) {
                shadows.put(place, shadowed(there));
            }
        });
        routes.forEach(route -> tell(route, shadows, found));
    }

    /** Which routes of one place are never reached there, and the first of those that win. */
    private static IdentityHashMap<RouteConfig, Set<String>> shadowed(List<RouteConfig> there) {
        List<RouteConfig> inOrder = new ArrayList<>(there);
        inOrder.sort(PathIndex.TRIED_FIRST);
        Conditions before = new Conditions();
        IdentityHashMap<RouteConfig, Set<String>> shadowed = new IdentityHashMap<>();
        for (RouteConfig route : inOrder) {
            Set<String> winners = before.covering(route);
            if (winners.isEmpty()) {
                before.add(route);
            } else {
                shadowed.put(route, winners);
            }
        }
        return shadowed;
    }

    private static void tell(
            RouteConfig route, Map<Place, IdentityHashMap<RouteConfig, Set<String>>> shadows, Consumer<Problem> found) {
        Set<Place> all = placesOf(route);
        List<Place> dead = new ArrayList<>();
        Set<String> winners = new HashSet<>();
        for (Place each : all) {
            IdentityHashMap<RouteConfig, Set<String>> there = shadows.get(each);
            if (there != null && there.containsKey(route)) {
                dead.add(each);
                winners.addAll(there.get(route));
            }
        }
        if (!dead.isEmpty()) {
            boolean never = dead.size() == all.size();
            found.accept(SHADOWED.at(
                    route.where(),
                    "",
                    "route '" + route.id() + "' can never match" + (never ? "" : " at " + shown(dead, Place::toString)),
                    "every request that it is for is answered by "
                            + shown(winners.stream().sorted().toList(), id -> "'" + id + "'"),
                    "a route whose host, path, methods or clients no other route takes before it",
                    "remove it, narrow the other one, or give this one a higher priority"));
        }
    }

    private static <T> String shown(List<T> all, Function<T, String> text) {
        String first = String.join(", ", all.stream().limit(NAMED).map(text).toList());
        return all.size() <= NAMED ? first : first + " and " + (all.size() - NAMED) + " more";
    }

    private static Set<Place> placesOf(RouteConfig route) {
        Set<Place> places = new LinkedHashSet<>();
        for (HostPattern host : route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts()) {
            route.uris().forEach(uri -> places.add(new Place(host, uri)));
        }
        return places;
    }

    /** Where routes stand side by side. */
    private record Place(HostPattern host, String uri) {
        @Override
        public String toString() {
            return host.kind() == HostPattern.Kind.ANY ? uri : host + uri;
        }
    }
}
