// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.config.HostPattern;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which route answers: host first (exact, longest wildcard, shorter ones, none), then path, then the other conditions.
 *
 * <p>If no route under a host fits, the next host level is tried. Immutable, thread-safe.
 */
public final class RouteTable {
    private final Map<String, PathIndex> exact = new HashMap<>();
    private final Map<String, PathIndex> wildcards = new HashMap<>(); // by suffix; any depth
    private final PathIndex anyHost;

    /** @param routes in the order of the files */
    public RouteTable(List<Route> routes) {
        Map<HostPattern, PathIndex.Builder> builders = new HashMap<>();
        for (Route route : routes) {
            List<HostPattern> hosts = route.config().hosts();
            for (HostPattern host : hosts.isEmpty() ? List.of(HostPattern.ANY) : hosts) {
                PathIndex.Builder paths = builders.computeIfAbsent(host, h -> new PathIndex.Builder());
                route.config().uris().forEach(uri -> paths.add(uri, route));
            }
        }
        anyHost =
                builders.getOrDefault(HostPattern.ANY, new PathIndex.Builder()).build();
        builders.forEach((host, paths) -> {
            switch (host.kind()) {
                case EXACT -> exact.put(host.name(), paths.build());
                case WILDCARD -> wildcards.put(host.name(), paths.build());
                case ANY -> {}
            }
        });
    }

    /**
     * The route for a request.
     *
     * @param host normalised; "" if the request names none
     * @param path normalised
     * @param client the peer's address
     * @return null if no route fits
     */
    public @Nullable Route find(String host, String path, String method, InetAddress client) {
        return find(host, path, route -> route.admits(method, client));
    }

    /**
     * The routes whose host and path fit, in the order in which {@link #find} tries their other conditions. For explanations, not
     * for requests.
     */
    public List<Route> candidates(String host, String path) {
        Set<Route> tried = new LinkedHashSet<>(); // several of its hosts and paths may fit
        find(host, path, route -> {
            tried.add(route);
            return false;
        });
        return List.copyOf(tried);
    }

    private @Nullable Route find(String host, String path, Predicate<Route> conditions) {
        Route found = find(exact.get(host), path, conditions);
        for (int dot = host.indexOf('.'); found == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = wildcards.isEmpty() ? null : find(wildcards.get(host.substring(dot + 1)), path, conditions);
        }
        return found == null ? anyHost.find(path, conditions) : found;
    }

    private static @Nullable Route find(@Nullable PathIndex paths, String path, Predicate<Route> conditions) {
        return paths == null ? null : paths.find(path, conditions);
    }
}
