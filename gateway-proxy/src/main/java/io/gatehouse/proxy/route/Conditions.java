// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.config.IpSubnet;
import io.gatehouse.config.RouteConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which methods of which clients are taken already at one host and path. Under each subnet stand the methods that it brings anew, so
 * a look-up costs as much as an address has bits, however many routes there are. One thread.
 */
final class Conditions {
    /** Stands for every method, also those that routes cannot name. */
    private static final String ANY_METHOD = "*";

    private final Map<String, String> ofAll = new HashMap<>(); // method to the id of the route that takes it
    private final Map<IpSubnet, Map<String, String>> bySubnet = new HashMap<>();

    /** Takes what this route is for. */
    void add(RouteConfig route) {
        List<Map<String, String>> taken = new ArrayList<>();
        if (route.remoteAddrs().isEmpty()) {
            taken.add(ofAll);
        }
        for (IpSubnet each : route.remoteAddrs()) {
            taken.add(bySubnet.computeIfAbsent(each, unused -> new HashMap<>()));
        }
        for (Map<String, String> each : taken) {
            methods(route).forEach(method -> each.putIfAbsent(method, route.id()));
        }
    }

    /** The ids of routes that together take all of what this route is for; none if something is left for it. */
    Set<String> covering(RouteConfig route) {
        Set<String> winners = new LinkedHashSet<>();
        if (route.remoteAddrs().isEmpty()) {
            return covers(List.of(ofAll), route, winners) ? winners : Set.of();
        }
        for (IpSubnet each : route.remoteAddrs()) {
            List<Map<String, String>> taken = new ArrayList<>();
            taken.add(ofAll);
            for (IpSubnet wider : each.withWider()) {
                Map<String, String> there = bySubnet.get(wider);
                if (there != null) {
                    taken.add(there);
                }
            }
            if (!covers(taken, route, winners)) {
                return Set.of();
            }
        }
        return winners;
    }

    private static boolean covers(List<Map<String, String>> taken, RouteConfig route, Set<String> winners) {
        for (String method : methods(route)) {
            String winner = winner(taken, method);
            if (winner.isEmpty()) {
                return false;
            }
            winners.add(winner);
        }
        return true;
    }

    private static String winner(List<Map<String, String>> taken, String method) {
        for (Map<String, String> each : taken) {
            String winner = each.getOrDefault(ANY_METHOD, each.getOrDefault(method, ""));
            if (!winner.isEmpty()) {
                return winner;
            }
        }
        return "";
    }

    private static Set<String> methods(RouteConfig route) {
        return route.methods().isEmpty() ? Set.of(ANY_METHOD) : route.methods();
    }
}
