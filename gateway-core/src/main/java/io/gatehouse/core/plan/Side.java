// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.AskedHosts;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.route.RouteTable;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.TlsAssets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One of the two configurations that a plan is made between: what is loaded, and the tables that decide what it means. */
final class Side {
    final GatewayConfig config;
    final TlsAssets tls;
    final RouteTable routing;
    final Places places;
    final AskedHosts asked;
    final Map<String, SslConfig> ssls;
    final Map<String, RouteConfig> routes;
    final Map<String, UpstreamConfig> upstreams;

    Side(GatewayConfig config, TlsAssets tls) {
        this.config = config;
        this.tls = tls;
        this.routing = new RouteTable(
                config.routes().stream().map(route -> Route.of(route, null)).toList());
        this.places = new Places(config.routes());
        this.asked = AskedHosts.of(config);
        this.ssls = byId(config.ssls(), SslConfig::id);
        this.routes = byId(config.routes(), RouteConfig::id);
        this.upstreams = byId(config.allUpstreams(), UpstreamConfig::id);
    }

    SslIndex index() {
        return tls.index();
    }

    private static <T> Map<String, T> byId(List<T> objects, Function<T, String> id) {
        Map<String, T> byId = new LinkedHashMap<>(2 * objects.size());
        objects.forEach(each -> byId.put(id.apply(each), each));
        return byId;
    }
}
