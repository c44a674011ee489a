// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One address of an upstream.
 *
 * @param host lower-case DNS name, IPv4 literal, or IPv6 literal without brackets
 * @param port 1 to 65535; the scheme's port by default
 * @param weight share of the requests among nodes of one priority; 0 takes none; 1 by default
 * @param priority nodes of the highest priority are used first; 0 by default
 */
public record NodeConfig(Location where, String host, int port, int weight, int priority) {
    private static final int MAX_WEIGHT = 1_000_000;
    private static final String EXAMPLE = "{\"127.0.0.1:8080\": 1}, addresses with their weights";

    public NodeConfig {
        Insist.that(!host.isEmpty(), "host: '%s' (expected: a name or address)", host);
        Insist.that(port >= 1 && port <= 65_535, "port: %s (expected: 1 to 65535)", port);
        Insist.that(weight >= 0, "weight: %s (expected: >= 0)", weight);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    public String address() {
        return HostPort.format(host, port);
    }

    /** Reads {@code upstreams[].nodes}: an object of {@code "host:port": weight}, or a list of objects. */
    static List<NodeConfig> readAll(Fields upstream, int defaultPort) {
        List<NodeConfig> nodes = upstream.isList("nodes")
                ? upstream.objects("nodes", node -> read(node, defaultPort))
                : readMapping(upstream, defaultPort);
        Map<String, Location> places = new HashMap<>();
        for (NodeConfig node : nodes) {
            Location first = places.putIfAbsent(node.address(), node.where);
            if (first != null) {
                upstream.refuse(
                        "nodes",
                        "the node " + Shown.quoted(node.address()) + " is written twice",
                        "at " + first + " and " + node.where,
                        "each node once",
                        "remove one of the two; a larger weight gives a node a larger share");
            }
        }
        return nodes;
    }

    private static List<NodeConfig> readMapping(Fields upstream, int defaultPort) {
        List<NodeConfig> nodes = new ArrayList<>();
        upstream.entries("nodes", EXAMPLE).forEach((entry, weight) -> {
            Location where = new Location(weight.document().name(), entry.line(), entry.column());
            HostPort address = HostPort.parse(entry.key());
            int share = (int) weight.asWhole(0, MAX_WEIGHT, 1);
            if (address == null || address.port() == 0) {
                weight.document()
                        .problems()
                        .error(
                                where,
                                weight.field(),
                                "not the address of a node",
                                Shown.quoted(entry.key()),
                                "\"host:port\" or \"host\" as the key, the weight as the value",
                                entry.key().contains("${")
                                        ? "variables are replaced in values only: write a list of {host: ..., port: ...}"
                                        : "an IPv6 address stands in brackets; ports go from 1 to 65535");
            } else {
                nodes.add(new NodeConfig(
                        where, address.host(), address.port() < 0 ? defaultPort : address.port(), share, 0));
            }
        });
        return nodes;
    }

    private static @Nullable NodeConfig read(Fields node, int defaultPort) {
        Text hostText = node.text("host");
        String host = hostText == null ? null : hostText.asHostName();
        int port = node.integer("port", 1, 65_535, defaultPort);
        int weight = node.integer("weight", 0, MAX_WEIGHT, 1);
        int priority = node.integer("priority", -MAX_WEIGHT, MAX_WEIGHT, 0);
        node.foreign(Map.of("metadata", "remove it: no node is chosen by it"));
        if (!node.has("host")) {
            node.missing("host", "a host name or an IP address", "");
        }
        return host == null ? null : new NodeConfig(node.where(), host, port, weight, priority);
    }
}
