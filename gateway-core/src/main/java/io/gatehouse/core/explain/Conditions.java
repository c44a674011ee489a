// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.proxy.route.Route;
import java.net.InetAddress;
import java.util.stream.Collectors;

/** What a route asks of a request besides host and path. */
final class Conditions {
    private Conditions() {}

    /** The condition that does not hold; "" if all hold. */
    static String mismatch(Route route, String method, InetAddress client) {
        if (!route.admits(method)) {
            return "method " + method + " is not "
                    + Words.or(route.config().methods().stream().sorted().toList());
        }
        return route.admits(client)
                ? ""
                : "address " + client.getHostAddress() + " is not in "
                        + route.config().remoteAddrs().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(", "));
    }
}
