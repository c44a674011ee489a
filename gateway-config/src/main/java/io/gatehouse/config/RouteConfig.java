// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A host and path rule, and where its requests go.
 *
 * @param where the start of the object
 * @param id as configured, or {@code routes[<index>]@<file>} when none is written
 * @param hosts empty means any host; a wildcard covers any depth here
 * @param uris exact paths, or prefixes ending in {@code *}; as written; at least one
 * @param methods upper-case; empty means any
 * @param remoteAddrs clients that the route is for; empty means all
 * @param priority among routes of the same host and path pattern the higher one is tried first; 0 by default
 * @param upstreamId excludes {@code upstream}; may be absent beside a redirect
 * @param upstream written inside the route
 * @param timeouts win over the upstream's
 * @param enableWebsocket whether an upgrade to WebSocket is passed on; false by default
 * @param maxBodyBytes longest request body on this route, 0 for no limit; absent means the process's limit
 * @param redirect answers instead of an upstream
 */
public record RouteConfig(
        Location where,
        String id,
        List<HostPattern> hosts,
        List<String> uris,
        Set<String> methods,
        List<IpSubnet> remoteAddrs,
        int priority,
        Optional<String> upstreamId,
        Optional<UpstreamConfig> upstream,
        Optional<PartialTimeouts> timeouts,
        boolean enableWebsocket,
        OptionalLong maxBodyBytes,
        Optional<RedirectConfig> redirect) {

    public RouteConfig {
        Insist.that(!uris.isEmpty(), "uris: %s (expected: at least one)", uris);
        Insist.that(
                upstreamId.isEmpty() || upstream.isEmpty(),
                "upstreamId: %s (expected: none beside upstream)",
                upstreamId);
        Insist.that(
                upstreamId.isPresent() || upstream.isPresent() || redirect.isPresent(), "route %s goes nowhere", id);
        hosts = List.copyOf(hosts);
        uris = List.copyOf(uris);
        methods = Set.copyOf(methods);
        remoteAddrs = List.copyOf(remoteAddrs);
    }
}
