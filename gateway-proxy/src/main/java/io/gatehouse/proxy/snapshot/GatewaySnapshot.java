// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.snapshot;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.route.RouteTable;
import io.gatehouse.proxy.upstream.Upstream;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.TlsAssets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a load decided. Immutable but for the turns of its upstreams; thread-safe.
 *
 * <p>A handshake and a request read the current one once: what they see belongs to one generation. No connection keeps it longer,
 * for some live as long as many generations.
 *
 * @param generation counts the loads that succeeded, from 1
 * @param ssls which ssl object answers a name
 * @param upstreams by id, those written inside a route included
 */
public record GatewaySnapshot(
        long generation, GatewayConfig config, SslIndex ssls, RouteTable routes, Map<String, Upstream> upstreams) {

    /** Joins a configuration without errors to its TLS half. */
    public static GatewaySnapshot of(long generation, GatewayConfig config, TlsAssets tls) {
        Map<String, Upstream> upstreams = new HashMap<>();
        for (UpstreamConfig upstream : config.allUpstreams()) {
            upstreams.put(upstream.id(), new Upstream(upstream, tls.upstreams().get(upstream.id())));
        }
        List<Route> routes = new ArrayList<>(config.routes().size());
        for (RouteConfig route : config.routes()) {
            routes.add(Route.of(route, upstreamOf(route, upstreams)));
        }
        return new GatewaySnapshot(generation, config, tls.index(), new RouteTable(routes), Map.copyOf(upstreams));
    }

    /** The next generation, in which only the ssl objects are others; routes and the turns of upstreams go on. */
    public GatewaySnapshot with(SslIndex newer) {
        return new GatewaySnapshot(generation + 1, config, newer, routes, upstreams);
    }

    private static @Nullable Upstream upstreamOf(RouteConfig route, Map<String, Upstream> upstreams) {
        if (route.upstream().isPresent()) {
            return upstreams.get(route.upstream().get().id());
        }
        return route.upstreamId().map(upstreams::get).orElse(null);
    }
}
