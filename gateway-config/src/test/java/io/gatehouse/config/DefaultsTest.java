// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for everything that is left out. Every component of every record stands here. */
class DefaultsTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    @Test
    void gateway() {
        GatewayConfig config = Reading.config("");
        assertThat(config)
                .isEqualTo(new GatewayConfig(
                        Reading.GATEWAY,
                        config.listeners(),
                        TlsConfig.DEFAULT,
                        LimitsConfig.DEFAULT,
                        TimeoutsConfig.DEFAULT,
                        List.of(),
                        ForwardedMode.X_FORWARDED,
                        false,
                        Runtime.getRuntime().availableProcessors(),
                        TransportChoice.AUTO,
                        Duration.ofSeconds(30),
                        new AccessLogConfig(AccessLogConfig.Kind.STDOUT, null),
                        new AdminConfig(true, "127.0.0.1", 9901),
                        OnInvalidObject.REJECT,
                        new ExpiryConfig(ExpiryConfig.Readiness.IGNORE),
                        new WatchConfig(false, Duration.ofSeconds(10)),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void tls() {
        assertThat(Reading.config("tls: {}").tls())
                .isEqualTo(new TlsConfig(
                        Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
                        List.of(),
                        List.of("X25519MLKEM768", "X25519", "P-256", "P-384"),
                        "",
                        "",
                        true,
                        List.of(),
                        Duration.ofSeconds(10),
                        65_536,
                        10_000,
                        MINUTE));
    }

    @Test
    void limits() {
        assertThat(Reading.config("limits: {}").limits())
                .isEqualTo(new LimitsConfig(20_000, 0, 10_000, 32_768, 8_192, 128, 0, 240, 65_536));
    }

    @Test
    void timeouts() {
        assertThat(Reading.config("timeouts: {}").timeouts())
                .isEqualTo(new TimeoutsConfig(Duration.ofSeconds(10), MINUTE, MINUTE, MINUTE));
    }

    @Test
    void wordsForNothing() {
        assertThat(Reading.config("admin: off\naccess_log: off\n").admin().enabled())
                .isFalse();
        assertThat(Reading.config("access_log: \"off\"").accessLog().kind()).isEqualTo(AccessLogConfig.Kind.OFF);
        assertThat(Reading.config("access_log: {path: off}").accessLog().kind()).isEqualTo(AccessLogConfig.Kind.OFF);
        assertThat(Reading.config("access_log: {}").accessLog()).isEqualTo(AccessLogConfig.DEFAULT);
        assertThat(Reading.config("admin: {}").admin()).isEqualTo(AdminConfig.DEFAULT);
        assertThat(Reading.config("http2: false\nssls: []\n").ssls()).isEmpty();
    }

    @Test
    void sslObject() {
        SslConfig ssl = Reading.config("ssls: [{sni: a.example.com, cert: a.crt, key: a.key, client: {ca: c}}]")
                .ssls()
                .get(0);
        assertThat(ssl)
                .isEqualTo(new SslConfig(
                        new Location("conf/gateway.yaml", 2, 8),
                        "sni:a.example.com",
                        SslConfig.Type.SERVER,
                        List.of(new HostPattern(HostPattern.Kind.EXACT, "a.example.com")),
                        ssl.credentials(),
                        ssl.client(),
                        false,
                        Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
                        "",
                        Map.of()));
        assertThat(ssl.credentials()).hasSize(1);
        assertThat(ssl.client().orElseThrow().depth()).isEqualTo(3);
    }

    @Test
    void upstream() {
        UpstreamConfig upstream = Reading.config("upstreams: [{nodes: {\"a:81\": 1, b: 1, c: 1}}]")
                .upstreams()
                .get(0);
        assertThat(upstream)
                .isEqualTo(new UpstreamConfig(
                        new Location("conf/gateway.yaml", 2, 13),
                        "upstreams[0]@gateway.yaml",
                        upstream.nodes(),
                        UpstreamConfig.Scheme.HTTP,
                        new UpstreamTlsConfig(true, List.of(), "", Optional.empty(), ""),
                        UpstreamConfig.PassHost.PASS,
                        "",
                        2,
                        Duration.ZERO,
                        new UpstreamTimeouts(Duration.ofSeconds(5), MINUTE, MINUTE),
                        new KeepalivePoolConfig(320, MINUTE, 1_000)));
        assertThat(upstream.nodes()).extracting(NodeConfig::address).containsExactly("a:81", "b:80", "c:80");
    }

    @Test
    void nodes() {
        UpstreamConfig upstream = Reading.config("upstreams: [{scheme: https, nodes: [{host: A.internal.}]}]")
                .upstreams()
                .get(0);
        assertThat(upstream.nodes())
                .containsExactly(new NodeConfig(new Location("conf/gateway.yaml", 2, 37), "a.internal", 443, 1, 0));
        assertThat(upstream.retries()).isZero();
        assertThat(Reading.config("upstreams: [{nodes: {}}]").upstreams().get(0).retries())
                .isZero();
    }

    @Test
    void route() {
        RouteConfig route = Reading.config("upstreams: [{id: u, nodes: {}}]\nroutes: [{uri: /*, upstream_id: u}]")
                .routes()
                .get(0);
        assertThat(route)
                .isEqualTo(new RouteConfig(
                        new Location("conf/gateway.yaml", 3, 10),
                        "*/*@gateway.yaml",
                        List.of(),
                        List.of("/*"),
                        Set.of(),
                        List.of(),
                        0,
                        Optional.of("u"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void redirect() {
        String yaml = "routes: [{uri: /*, plugins: {redirect: {http_to_https: true}}}]";
        assertThat(Reading.config(yaml).routes().get(0).redirect()).contains(new RedirectConfig(true, 443, "", 0));
    }

    @Test
    void timeoutsOfARouteWinOneByOne() {
        UpstreamTimeouts base = new UpstreamTimeouts(Duration.ofSeconds(5), MINUTE, MINUTE);
        PartialTimeouts partial =
                new PartialTimeouts(Optional.empty(), Optional.of(Duration.ofSeconds(1)), Optional.empty());
        assertThat(partial.over(base))
                .isEqualTo(new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1), MINUTE));
    }
}
