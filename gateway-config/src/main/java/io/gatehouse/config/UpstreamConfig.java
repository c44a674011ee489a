// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final Choice<Scheme> SCHEMES = new Choice<Scheme>()
            .with("http", Scheme.HTTP)
            .with("https", Scheme.HTTPS)
            .notSupported(
                    "let something else forward it: requests are HTTP/1.1",
                    "grpc",
                    "grpcs",
                    "tcp",
                    "tls",
                    "udp",
                    "kafka");
    private static final Choice<PassHost> PASS_HOSTS = new Choice<PassHost>()
            .with("pass", PassHost.PASS)
            .with("node", PassHost.NODE)
            .with("rewrite", PassHost.REWRITE);
    private static final Choice<Boolean> TYPES = new Choice<Boolean>()
            .with("roundrobin", true)
            .notSupported("write roundrobin if any node will do for any request", "least_conn", "ewma")
            .notSupported(
                    "write roundrobin if any node will do for any request; clients that must stay at one node need an upstream with"
                            + " that node alone",
                    "chash");
    private static final Duration MAX_RETRY = Duration.ofHours(1);

    public UpstreamConfig {
        Insist.that(
                (passHost == PassHost.REWRITE) != upstreamHost.isEmpty(),
                "upstreamHost: '%s' (expected: for rewrite only)",
                upstreamHost);
        Insist.that(retries >= 0, "retries: %s (expected: >= 0)", retries);
        Insist.that(!retryTimeout.isNegative(), "retryTimeout: %s (expected: >= 0)", retryTimeout);
        nodes = List.copyOf(nodes);
    }

    /** Reads one item of {@code upstreams[]}; null if it is disabled, or too faulty to become an object. */
    static @Nullable UpstreamConfig read(Fields upstream, References references) {
        Identity identity = Identity.read(upstream);
        references.declareUpstream(identity);
        UpstreamConfig read =
                readBody(upstream, identity.id(), identity.enabled() ? references : references.forgotten());
        return identity.enabled() ? read : null;
    }

    /** Reads {@code upstream} of a route. */
    static @Nullable UpstreamConfig readInline(Fields upstream, String routeId, References references) {
        Identity.readNotes(upstream);
        return readBody(upstream, "route:" + routeId, references);
    }

    private static @Nullable UpstreamConfig readBody(Fields upstream, String id, References references) {
        Text schemeText = upstream.text("scheme");
        Scheme scheme = schemeText == null ? Scheme.HTTP : SCHEMES.read(schemeText, Scheme.HTTPS);
        List<NodeConfig> nodes = NodeConfig.readAll(upstream, scheme == Scheme.HTTPS ? 443 : 80);
        upstream.choice("type", TYPES, true);
        UpstreamTlsConfig tls =
                upstream.object("tls", UpstreamTlsConfig.DEFAULT, fields -> UpstreamTlsConfig.read(fields, references));
        PassHost passHost = upstream.choice("pass_host", PASS_HOSTS, PassHost.PASS);
        String host = readUpstreamHost(upstream, passHost);
        int retries = upstream.integer("retries", 0, 100, Math.max(0, nodes.size() - 1));
        Duration retryTimeout = upstream.duration("retry_timeout", Duration.ZERO, MAX_RETRY, Duration.ZERO);
        UpstreamTimeouts timeouts = upstream.object("timeout", UpstreamTimeouts.DEFAULT, UpstreamTimeouts::read);
        KeepalivePoolConfig pool =
                upstream.object("keepalive_pool", KeepalivePoolConfig.DEFAULT, KeepalivePoolConfig::read);
        upstream.notSupported(NotSupported.UPSTREAM);
        if (!upstream.has("nodes")) {
            upstream.missing(
                    "nodes",
                    "the addresses of the upstream, as \"host:port\": weight",
                    "an upstream without nodes has: nodes: {}");
        }
        if (!nodes.isEmpty() && nodes.stream().allMatch(node -> node.weight() == 0)) {
            upstream.warn(
                    "nodes",
                    "no node takes requests, so all get 503",
                    "weight 0 of each node",
                    "a weight from 1 on of one node at least",
                    "write one; Apache APISIX sends requests to a node that is the only one, whatever its weight");
        }
        if (upstream.has("tls") && scheme == Scheme.HTTP) {
            upstream.refuse(
                    "tls",
                    "has no meaning with scheme http",
                    "",
                    "scheme: https",
                    "add scheme: https, or remove 'tls'");
        }
        if (passHost == PassHost.REWRITE && host.isEmpty()) {
            return null;
        }
        return new UpstreamConfig(
                upstream.where(), id, nodes, scheme, tls, passHost, host, retries, retryTimeout, timeouts, pool);
    }

    private static String readUpstreamHost(Fields upstream, PassHost passHost) {
        Text text = upstream.text("upstream_host");
        boolean written = text != null && !text.value().isEmpty();
        if (passHost == PassHost.REWRITE && !written && (text != null || !upstream.has("upstream_host"))) {
            upstream.missing("upstream_host", "the Host to send, because of pass_host: rewrite", "");
        }
        if (text == null || !written) {
            return "";
        }
        if (passHost != PassHost.REWRITE) {
            text.refuse(
                    "has no meaning without pass_host: rewrite",
                    "pass_host: rewrite",
                    "remove 'upstream_host' if it was not sent so far, else write pass_host: rewrite");
            return "";
        }
        HostPort host = text.asHostPort("a host name, with or without :port");
        return host == null ? "" : host.toString();
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
