// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.route;

import io.gatehouse.config.IpSubnet;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.UpstreamTimeouts;
import io.gatehouse.proxy.upstream.Upstream;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route ready for use. Immutable, thread-safe.
 *
 * @param config as read
 * @param upstream null where the route only redirects
 * @param timeouts those of the route over those of the upstream; null likewise
 */
public record Route(
        RouteConfig config,
        @Nullable Upstream upstream,
        @Nullable UpstreamTimeouts timeouts) {
    /** Joins a route to the upstream that it goes to. */
    public static Route of(RouteConfig config, @Nullable Upstream upstream) {
        if (upstream == null) {
            return new Route(config, null, null);
        }
        UpstreamTimeouts base = upstream.config().timeouts();
        return new Route(
                config,
                upstream,
                config.timeouts().map(written -> written.over(base)).orElse(base));
    }

    public String id() {
        return config.id();
    }

    /** Whether the conditions besides host and path hold. */
    boolean admits(String method, InetAddress client) {
        return admits(method) && admits(client);
    }

    /** Whether the route is for requests with this method. */
    public boolean admits(String method) {
        return config.methods().isEmpty() || config.methods().contains(method);
    }

    /** Whether the route is for this client. */
    public boolean admits(InetAddress client) {
        if (config.remoteAddrs().isEmpty()) {
            return true;
        }
        for (IpSubnet subnet : config.remoteAddrs()) {
            if (subnet.contains(client)) {
                return true;
            }
        }
        return false;
    }
}
