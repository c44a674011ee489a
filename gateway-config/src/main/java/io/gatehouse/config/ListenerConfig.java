// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bound address and what is spoken there.
 *
 * @param host an IPv4 or IPv6 literal without brackets, or a host name; never empty
 * @param port 0 to 65535; 0 takes any free port
 */
public record ListenerConfig(Location where, String host, int port, Protocol protocol) {
    private static final Choice<Protocol> PROTOCOLS = new Choice<Protocol>()
            .with("https", Protocol.HTTPS)
            .with("http", Protocol.HTTP)
            .notSupported("let something else forward it: requests are HTTP/1.1", "tls");

    public ListenerConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: an address)", host);
        Insist.that(port >= 0 && port <= 65_535, "port: %s (expected: 0 to 65535)", port);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    public String address() {
        return HostPort.format(host, port);
    }

    /** Whether it is bound to every address of the machine, of IPv4 at least. */
    public boolean isOnAnyAddress() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** Reads {@code listeners}, of which there has to be at least one. */
    static List<ListenerConfig> readAll(Fields gateway) {
        List<ListenerConfig> listeners = gateway.objects("listeners", ListenerConfig::read);
        String expected = "at least one listener, such as: listeners: [{address: \"0.0.0.0:8443\", protocol: https}]";
        if (!gateway.has("listeners")) {
            gateway.problems().error(gateway.where(), "listeners", "no listener", "", expected, "");
        } else if (gateway.isList("listeners") && gateway.count("listeners") == 0) {
            gateway.refuse("listeners", "no listener", "an empty list", expected, "");
        }
        return listeners;
    }

    /** Reads one item of {@code listeners[]}; null if it has no usable address. */
    private static @Nullable ListenerConfig read(Fields listener) {
        Text address = listener.text("address");
        Protocol protocol = listener.choice("protocol", PROTOCOLS, Protocol.HTTPS);
        listener.onlyOff("proxy_protocol");
        if (!listener.has("protocol")) {
            listener.missing("protocol", "https or http", "");
        }
        if (address == null) {
            if (!listener.has("address")) {
                listener.missing("address", "host:port, such as \"0.0.0.0:8443\" or \"[::]:8443\"", "");
            }
            return null;
        }
        HostPort hostPort = HostPort.parse(address.value());
        if (hostPort == null || hostPort.port() < 0) {
            address.refuse(
                    "not an address with a port",
                    "host:port, such as \"0.0.0.0:8443\" or \"[::]:8443\"",
                    "an IPv6 address stands in brackets; ports go from 0, which means any free one, to 65535");
            return null;
        }
        return new ListenerConfig(address.where(), hostPort.host(), hostPort.port(), protocol);
    }

    /** What is spoken on a listener: HTTP over TLS, or clear text. */
    public enum Protocol {
        HTTPS,
        HTTP
    }
}
