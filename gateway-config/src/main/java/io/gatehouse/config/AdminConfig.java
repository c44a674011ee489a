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
    private static final AdminConfig OFF = new AdminConfig(false, "127.0.0.1", 9901);

    public AdminConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: an address)", host);
        Insist.that(port >= 0 && port <= 65_535, "port: %s (expected: 0 to 65535)", port);
    }

    /** {@code host:port}, an IPv6 host in brackets; {@code off} when not enabled. */
    public String address() {
        return enabled ? HostPort.format(host, port) : "off";
    }

    /** Reads {@code admin} of {@code gateway.yaml}: an object, or the word {@code off}. */
    static AdminConfig read(Fields gateway) {
        if (gateway.isText("admin")) {
            Text word = gateway.text("admin");
            if (word != null && !word.value().equals("off")) {
                word.refuse("unknown value", "off, or an object with the key 'address'", "");
            }
            return word == null ? DEFAULT : OFF;
        }
        return gateway.object("admin", DEFAULT, AdminConfig::readObject);
    }

    private static AdminConfig readObject(Fields admin) {
        Text address = admin.text("address");
        if (address == null) {
            return DEFAULT;
        }
        HostPort hostPort = HostPort.parse(address.value());
        if (hostPort == null || hostPort.port() < 0) {
            address.refuse(
                    "not an address with a port",
                    "host:port, such as \"127.0.0.1:9901\"",
                    "to have no admin listener write: admin: off");
            return DEFAULT;
        }
        return new AdminConfig(true, hostPort.host(), hostPort.port());
    }
}
