// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands for the ids of the routes of one file that have none: the first host and path that they are for. Not where they
 * stand, so that a route that is written above the others changes none of them, and their upstreams keep their connections.
 */
final class RouteLabels {
    private final Map<String, Integer> count = new HashMap<>();

    /** The label of the next route of the file: {@code shop.test/api/*}, {@code *}{@code /health}; with {@code #2} if it is the second. */
    String next(List<HostPattern> hosts, List<String> uris) {
        String host = hosts.isEmpty() ? "*" : hosts.get(0).toString();
        String label = uris.isEmpty() ? host : host + uris.get(0);
        int number = count.merge(label, 1, Integer::sum);
        return number == 1 ? label : label + "#" + number; // which is in no path
    }
}
