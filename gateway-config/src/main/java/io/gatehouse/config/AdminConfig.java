// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * The listener for health, readiness and status.
 *
 * @param enabled false for the word {@code off}; host and port then have no meaning
 * @param host an IP literal without brackets, or a host name; {@code 127.0.0.1} by default
 * @param port 0 to 65535; 0 takes any free port; 9901 by default
 */
public record AdminConfig(boolean enabled, String host, int port) {
    /** What holds when {@code admin} is left out. */
    public static final AdminConfig DEFAULT = new AdminConfig(true, "127.0.0.1", 9901);

    /** What {@code admin: off} means. */
    public static final AdminConfig OFF = new AdminConfig(false, "127.0.0.1", 9901);

    public AdminConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: an address)", host);
        Insist.that(port >= 0 && port <= 65_535, "port: %s (expected: 0 to 65535)", port);
    }

    /** {@code host:port}, an IPv6 host in brackets; {@code off} when not enabled. */
    public String address() {
        return enabled ? HostPort.format(host, port) : "off";
    }
}
