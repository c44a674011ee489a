// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.route.Route;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks both routing tables for requests that stand for everything a route can match: each host, path and method of it, with paths
 * and hosts that only a wildcard can match where one stands. So a route that unmasks or hides another is seen, whatever is written.
 */
final class Probes {
    /** Stands for what is not configured: neither a host nor a path nor a method holds it. */
    private static final String OTHER = "?";

    private static final int MOST = 512; // of one route
    private static final InetAddress ANY_CLIENT = new InetSocketAddress(0).getAddress();

    private final Side old;
    private final Side next;

    Probes(Side old, Side next) {
        this.old = old;
        this.next = next;
    }

    /** Notes what requests of a route, as it was and as it will be, would get instead. */
    void ask(@Nullable RouteConfig before, @Nullable RouteConfig after, Findings found) {
        Set<Probe> probes = new LinkedHashSet<>();
        for (InetAddress client : clients(before, after)) {
            add(before, client, probes);
            add(after, client, probes);
        }
        Set<String> reached = probes.stream()
                .filter(each -> each.find(old) != null)
                .map(Probe::text)
                .collect(Collectors.toSet());
        Set<String> told = new HashSet<>();
        for (Probe probe : probes) {
            Route was = probe.find(old);
            Route is = probe.find(next);
            if (was == null) {
                if (is != null && reached.contains(probe.text()) && told.add(probe.text())) {
                    found.compare(probe.fullText(), "404", text(is));
                    found.lossIf(true, Loss.ROUTE_OPEN_TO_MORE);
                }
            } else if ((is == null || !is.id().equals(was.id())) && told.add(probe.text() + was.id())) {
                found.compare(probe.fullText(), text(was), is == null ? "404" : text(is));
                found.lossIf(is == null, Loss.ROUTE_LOST);
                if (is != null) {
                    RouteChanges.losses(was.config(), is.config(), found);
                }
            }
        }
    }

    private static void add(@Nullable RouteConfig route, InetAddress client, Set<Probe> probes) {
        if (route == null) {
            return;
        }
        List<HostPattern> hosts = route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts();
        Set<String> methods = route.methods().isEmpty() ? Set.of(OTHER) : route.methods();
        for (HostPattern host : hosts) {
            for (String uri : route.uris()) {
                for (String method : methods) {
                    if (probes.size() < MOST) {
                        probes.add(new Probe(host, uri, method, client));
                    }
                }
            }
        }
    }

    /** Where ranges of addresses begin and end, and any address: between two of these the answer does not change. */
    private static Set<InetAddress> clients(@Nullable RouteConfig before, @Nullable RouteConfig after) {
        Set<InetAddress> clients = new LinkedHashSet<>();
        for (RouteConfig route :
                Stream.of(before, after).filter(Objects::nonNull).toList()) {
            route.remoteAddrs().forEach(each -> clients.addAll(each.edges()));
        }
        clients.add(ANY_CLIENT);
        return clients;
    }

    private static String text(Route route) {
        return "route " + route.id() + ", " + RouteChanges.target(route.config());
    }

    /** One request that stands for many. */
    private record Probe(HostPattern pattern, String uri, String method, InetAddress client) {
        @Nullable
        Route find(Side side) {
            return side.routing.find(host(), path(), method, client);
        }

        String host() {
            return switch (pattern.kind()) {
                case EXACT -> pattern.name();
                case WILDCARD -> OTHER + "." + pattern.name();
                case ANY -> OTHER;
            };
        }

        String path() {
            return uri.endsWith("*") ? uri.substring(0, uri.length() - 1) + OTHER : uri;
        }

        String fullText() {
            return client.equals(ANY_CLIENT) ? text() : text() + " from " + NetUtil.toAddressString(client);
        }

        String text() {
            String where = (pattern.kind() == HostPattern.Kind.ANY ? "any host" : pattern) + " " + uri;
            return method.equals(OTHER) ? where : method + " " + where;
        }
    }
}
