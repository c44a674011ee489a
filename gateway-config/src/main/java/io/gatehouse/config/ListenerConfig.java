// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * One bound address and what is spoken there.
 *
 * @param host an IPv4 or IPv6 literal without brackets, or a host name; never empty
 * @param port 0 to 65535; 0 takes any free port
 */
public record ListenerConfig(Location where, String host, int port, Protocol protocol) {
    public ListenerConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: an address)", host);
        Insist.that(port >= 0 && port <= 65_535, "port: %s (expected: 0 to 65535)", port);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    public String address() {
        return HostPort.format(host, port);
    }

    /** What is spoken on a listener: HTTP over TLS, or clear text. */
    public enum Protocol {
        HTTPS,
        HTTP
    }
}
