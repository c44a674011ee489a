// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.NodeConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.config.UpstreamConfig.Scheme;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.tls.UpstreamTls;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named group of nodes, ready for use: which node is next, what Host it is sent, and which connections fit.
 *
 * <p>Immutable but for the turn of the rotation. Thread-safe.
 */
public final class Upstream {
    private final UpstreamConfig config;
    private final @Nullable UpstreamTls tls;
    private final List<Rotation> rotations;

    /** @param tls null for scheme http, and only then */
    public Upstream(UpstreamConfig config, @Nullable UpstreamTls tls) {
        if ((config.scheme() == Scheme.HTTPS) != (tls != null)) {
            throw new IllegalArgumentException("tls of upstream " + config.id() + " does not fit its scheme");
        }
        this.config = config;
        this.tls = tls;
        this.rotations = Rotation.byPriority(config.nodes());
    }

    public UpstreamConfig config() {
        return config;
    }

    public String id() {
        return config.id();
    }

    public @Nullable UpstreamTls tls() {
        return tls;
    }

    /**
     * The node whose turn it is among those not tried yet, of the highest priority that has one.
     *
     * @return null if all were tried
     */
    public @Nullable NodeConfig next(Set<NodeConfig> tried) {
        for (int i = 0; i < rotations.size(); i++) {
            NodeConfig node = rotations.get(i).next(tried);
            if (node != null) {
                return node;
            }
        }
        return null;
    }

    /** The nodes that may get a request, those of higher priority first: for explanations, because it is nobody's turn. */
    public List<NodeConfig> candidates() {
        return rotations.stream().flatMap(rotation -> rotation.nodes().stream()).toList();
    }

    /** The Host field that {@code node} is sent, by {@code pass_host}. */
    public String hostFor(NodeConfig node, RequestHead head) {
        Authority asked = head.authority();
        return switch (config.passHost()) {
            case PASS -> asked == null ? hostOf(node) : asked.text();
            case NODE -> hostOf(node);
            case REWRITE -> config.upstreamHost();
        };
    }

    private String hostOf(NodeConfig node) {
        String host = node.host().indexOf(':') < 0 ? node.host() : "[" + node.host() + "]";
        int defaultPort = config.scheme() == Scheme.HTTPS ? 443 : 80;
        return node.port() == defaultPort ? host : host + ":" + node.port();
    }

    /** Which connections to {@code node} may carry a request with this Host field. */
    public ConnectionKey keyFor(NodeConfig node, String host) {
        return new ConnectionKey(node.host(), node.port(), tls, tls == null ? "" : serverName(tls, host));
    }

    /** Whether a connection with this key, opened for an earlier configuration, still fits this one. */
    boolean mayUse(ConnectionKey key) {
        boolean sameTls = Objects.equals(key.tls(), tls);
        return sameTls
                && config.nodes().stream()
                        .anyMatch(node -> node.host().equals(key.host()) && node.port() == key.port());
    }

    private static String serverName(UpstreamTls tls, String host) {
        if (!tls.configuredSni().isEmpty()) {
            return tls.configuredSni();
        }
        return Authority.parse(host).map(Authority::host).orElse(host);
    }
}
