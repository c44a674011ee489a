// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.IpSubnet;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.route.Route;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks both routing tables for requests that stand for everything a route can match: each host, path and method of it, with paths
 * and hosts that only a wildcard can match where one stands. So a route that unmasks or hides another is seen, whatever is written.
 */
final class Probes {
    /** Stands for what is not configured: neither a host nor a path nor a method holds it. */
    private static final String OTHER = "?";

    private static final int MOST = 512; // of one route

    private final Side old;
    private final Side next;

    Probes(Side old, Side next) {
        this.old = old;
        this.next = next;
    }

    /** Notes what requests of a route, as it was and as it will be, would get instead. */
    void ask(@Nullable RouteConfig before, @Nullable RouteConfig after, Findings found) {
        Set<Probe> probes = new LinkedHashSet<>();
        add(before, probes);
        add(after, probes);
        Set<String> told = new LinkedHashSet<>();
        for (Probe probe : probes) {
            Route was = old.routing.find(probe.host(), probe.path(), probe.method(), probe.client());
            Route is = next.routing.find(probe.host(), probe.path(), probe.method(), probe.client());
            if (was != null && (is == null || !is.id().equals(was.id())) && told.add(probe.text() + was.id())) {
                found.compare(probe.text(), text(was), is == null ? "404" : text(is));
                found.lossIf(is == null, Loss.ROUTE_LOST);
                if (is != null) {
                    RouteChanges.losses(was.config(), is.config(), found);
                }
            }
        }
    }

    private static void add(@Nullable RouteConfig route, Set<Probe> probes) {
        if (route == null) {
            return;
        }
        List<HostPattern> hosts = route.hosts().isEmpty() ? List.of(HostPattern.ANY) : route.hosts();
        Set<String> methods = route.methods().isEmpty() ? Set.of(OTHER) : route.methods();
        for (HostPattern host : hosts) {
            for (String uri : route.uris()) {
                for (String method : methods) {
                    for (InetAddress client : clients(route.remoteAddrs())) {
                        if (probes.size() < MOST) {
                            probes.add(new Probe(host, uri, method, client));
                        }
                    }
                }
            }
        }
    }

    private static List<InetAddress> clients(List<IpSubnet> subnets) {
        List<InetAddress> clients = new ArrayList<>();
        for (IpSubnet subnet : subnets) {
            clients.add(address(subnet.toString().split("/", 2)[0]));
        }
        return clients.isEmpty() ? List.of(address("0.0.0.0")) : clients;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(literal));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("literal: " + literal, e);
        }
    }

    private static String text(Route route) {
        return "route " + route.id() + ", " + RouteChanges.target(route.config());
    }

    /** One request that stands for many. */
    private record Probe(HostPattern pattern, String uri, String method, InetAddress client) {
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

        String text() {
            String where = (pattern.kind() == HostPattern.Kind.ANY ? "any host" : pattern) + " " + uri;
            return method.equals(OTHER) ? where : method + " " + where;
        }
    }
}
