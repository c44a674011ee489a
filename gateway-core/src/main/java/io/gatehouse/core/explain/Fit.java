// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well host and path of a route fit a request. The choice itself is that of the route table; this gives it words, and tells which
 * of the routes that do not fit comes nearest.
 *
 * @param host the most specific of the route's hosts that covers the request's; null if none does
 * @param uri the most specific of its paths that covers the request's; null if none does
 */
record Fit(
        RouteConfig route,
        @Nullable HostPattern host,
        @Nullable String uri) {
    static Fit of(RouteConfig route, String host, String path) {
        HostPattern bestHost = null;
        for (HostPattern each : route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts()) {
            if (covers(each, host) && (bestHost == null || rank(each) > rank(bestHost))) {
                bestHost = each;
            }
        }
        String bestUri = null;
        for (String each : route.uris()) {
            if (covers(each, path) && (bestUri == null || rank(each) > rank(bestUri))) {
                bestUri = each;
            }
        }
        return new Fit(route, bestHost, bestUri);
    }

    boolean isComplete() {
        return host != null && uri != null;
    }

    /** Why the route table tries this route before {@code other}; both fit. */
    String precedence(Fit other) {
        if (host != null && other.host != null && rank(host) != rank(other.host)) {
            return "its host " + host + " is more specific than " + other.host;
        }
        if (uri != null && other.uri != null && rank(uri) != rank(other.uri)) {
            return "its path " + uri + " is more specific than " + other.uri;
        }
        if (route.priority() != other.route.priority()) {
            return "its priority " + route.priority() + " is higher than " + other.route.priority();
        }
        return "it stands before it";
    }

    /** Why host or path do not fit; "" if both do. */
    String misfit(String wantedHost, String wantedPath) {
        if (host == null) {
            return "host '" + wantedHost + "' is not " + Words.hosts(route);
        }
        return uri == null ? "path '" + wantedPath + "' is not " + Words.or(route.uris()) : "";
    }

    /** The route that comes nearest to fitting; null if there is none at all. */
    static @Nullable Fit nearest(List<RouteConfig> routes, String host, String path) {
        Fit best = null;
        long bestNearness = -1;
        for (RouteConfig each : routes) {
            Fit fit = of(each, host, path);
            long nearness = fit.nearness(host, path);
            if (nearness > bestNearness) {
                best = fit;
                bestNearness = nearness;
            }
        }
        return best;
    }

    /** A host that fits is worth more than a path, and a path that fits more than one that begins alike. */
    private long nearness(String wantedHost, String wantedPath) {
        int alike = 0;
        for (String each : route.uris()) {
            alike = Math.max(alike, commonStart(withoutStar(each), wantedPath));
        }
        for (HostPattern each : host == null ? route.hosts() : List.<HostPattern>of()) {
            alike = Math.max(alike, commonEnd(each.name(), wantedHost));
        }
        return (host == null ? 0 : 1L << 32) + (uri == null ? 0 : 1L << 31) + alike;
    }

    private static boolean covers(HostPattern pattern, String host) {
        return switch (pattern.kind()) {
            case EXACT -> pattern.name().equals(host);
            case WILDCARD -> host.endsWith("." + pattern.name());
            case ANY -> true;
        };
    }

    private static int rank(HostPattern pattern) {
        return pattern.kind() == HostPattern.Kind.EXACT
                ? Integer.MAX_VALUE
                : pattern.name().length();
    }

    private static boolean covers(String uri, String path) {
        return uri.endsWith("*") ? path.startsWith(withoutStar(uri)) : uri.equals(path);
    }

    private static int rank(String uri) {
        return uri.endsWith("*") ? uri.length() : Integer.MAX_VALUE;
    }

    private static String withoutStar(String uri) {
        return uri.endsWith("*") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private static int commonStart(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int same = 0;
        while (same < most && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same;
    }

    private static int commonEnd(String a, String b) {
        return commonStart(
                new StringBuilder(a).reverse().toString(),
                new StringBuilder(b).reverse().toString());
    }
}
