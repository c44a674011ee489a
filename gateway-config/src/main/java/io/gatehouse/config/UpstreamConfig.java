// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;
import java.util.List;

/**
 * A named group of nodes, and how to speak to them.
 *
 * @param where the start of the object
 * @param id as configured, {@code upstreams[<index>]@<file>} when none is written, or {@code route:<route id>} for the
 *     upstream written inside a route
 * @param nodes may be empty: requests then get 503
 * @param scheme {@code http} by default
 * @param tls has a meaning for {@code https} only
 * @param passHost which Host the upstream sees; the client's by default
 * @param upstreamHost the Host for {@code pass_host: rewrite}; "" otherwise
 * @param retries further attempts on other nodes; the effective value, {@code nodes - 1} by default
 * @param retryTimeout no further attempt begins after so long; zero, the default, means no such limit
 */
public record UpstreamConfig(
        Location where,
        String id,
        List<NodeConfig> nodes,
        Scheme scheme,
        UpstreamTlsConfig tls,
        PassHost passHost,
        String upstreamHost,
        int retries,
        Duration retryTimeout,
        UpstreamTimeouts timeouts,
        KeepalivePoolConfig keepalivePool) {

    public UpstreamConfig {
        Insist.that(
                (passHost == PassHost.REWRITE) != upstreamHost.isEmpty(),
                "upstreamHost: '%s' (expected: for rewrite only)",
                upstreamHost);
        Insist.that(retries >= 0, "retries: %s (expected: >= 0)", retries);
        Insist.that(!retryTimeout.isNegative(), "retryTimeout: %s (expected: >= 0)", retryTimeout);
        nodes = List.copyOf(nodes);
    }

    /** What is spoken to the nodes. */
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /** Which Host the upstream sees. */
    public enum PassHost {
        /** The one that the client sent. */
        PASS,
        /** The node's own host, with its port unless that is the scheme's default. */
        NODE,
        /** {@code upstream_host}. */
        REWRITE
    }
}
