// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * One address of an upstream.
 *
 * @param host lower-case DNS name, IPv4 literal, or IPv6 literal without brackets
 * @param port 1 to 65535; the scheme's port by default
 * @param weight share of the requests among nodes of one priority; 0 takes none; 1 by default
 * @param priority nodes of the highest priority are used first; 0 by default
 */
public record NodeConfig(Location where, String host, int port, int weight, int priority) {
    public NodeConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: a name or address)", host);
        Insist.that(port >= 1 && port <= 65_535, "port: %s (expected: 1 to 65535)", port);
        Insist.that(weight >= 0, "weight: %s (expected: >= 0)", weight);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    public String address() {
        return HostPort.format(host, port);
    }
}
