// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteLabelsTest {
    private static final String ROUTES = """
              - {uri: /health, upstream: {nodes: {}}}
              - {host: shop.test, uris: [/api/*, /v2/*], methods: [GET], upstream: {nodes: {}}}
              - {hosts: [shop.test, api.test], uri: /api/*, upstream: {nodes: {}}}
              - {id: named, host: shop.test, uri: /api/*, methods: [PUT], upstream: {nodes: {}}}
              - {host: "*.test", uri: /, upstream: {nodes: {}}}
            """;

    @Test
    void areFirstHostAndPath() {
        assertThat(Reading.config("routes:\n" + ROUTES).routes())
                .extracting(RouteConfig::id)
                .containsExactly(
                        "*/health@gateway.yaml",
                        "shop.test/api/*@gateway.yaml",
                        "shop.test/api/*#2@gateway.yaml",
                        "named",
                        "*.test/@gateway.yaml");
    }

    @Test
    void aRouteAboveOthersChangesNoneOfThem() {
        GatewayConfig before = Reading.config("routes:\n" + ROUTES);
        GatewayConfig after =
                Reading.config("routes:\n  - {host: new.test, uri: /*, upstream: {nodes: {}}}\n" + ROUTES);
        ConfigDiff diff = ConfigDiff.between(before, after);
        assertThat(diff.routes().added()).containsExactly("new.test/*@gateway.yaml");
        assertThat(diff.routes().changed()).isEmpty();
        assertThat(diff.routes().removed()).isEmpty();
        assertThat(diff.upstreams().added()).containsExactly("route:new.test/*@gateway.yaml");
        assertThat(diff.upstreams().changed()).isEmpty();
        assertThat(diff.routesReordered()).isFalse();
    }

    /** For instance for some methods, in front of the one that is there. */
    @Test
    void aRouteWithIdForTheSameHostAndPathChangesNoneOfThemEither() {
        GatewayConfig before = Reading.config("routes:\n" + ROUTES);
        GatewayConfig after = Reading.config(
                "routes:\n  - {id: some, host: shop.test, uri: /api/*, methods: [POST], upstream: {nodes: {}}}\n"
                        + ROUTES);
        ConfigDiff diff = ConfigDiff.between(before, after);
        assertThat(diff.routes().added()).containsExactly("some");
        assertThat(diff.routes().changed()).isEmpty();
        assertThat(diff.routes().removed()).isEmpty();
    }
}
