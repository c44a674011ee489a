// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A file in which every key has another value than its default, and what becomes of it. */
class FullConfigTest {
    private static GatewayConfig config = Reading.config("");

    @BeforeAll
    static void read() throws IOException {
        try (var stream = FullConfigTest.class.getResourceAsStream("/full.yaml")) {
            assertThat(stream).isNotNull();
            FileSource files = new MemoryFiles().with(Reading.GATEWAY, stream.readAllBytes());
            ConfigReader.Loaded loaded = Reading.load(files, Map.of());
            assertThat(loaded.problems().all()).isEmpty();
            config = loaded.config().orElseThrow();
        }
    }

    @Test
    void gateway() {
        assertThat(config.file()).isEqualTo(Reading.GATEWAY);
        assertThat(config.trustedProxies()).containsExactly(subnet("10.0.0.0/8"), subnet("fd00::1"));
        assertThat(config.forwarded()).isEqualTo(ForwardedMode.BOTH);
        assertThat(config.clientCertChain()).isTrue();
        assertThat(config.eventLoops()).isEqualTo(3);
        assertThat(config.transport()).isEqualTo(TransportChoice.EPOLL);
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.accessLog())
                .isEqualTo(new AccessLogConfig(AccessLogConfig.Kind.FILE, Path.of("conf/logs/access.log")));
        assertThat(config.admin()).isEqualTo(new AdminConfig(true, "::1", 9902));
        assertThat(config.onInvalidObject()).isEqualTo(OnInvalidObject.QUARANTINE);
        assertThat(config.expiry()).isEqualTo(new ExpiryConfig(ExpiryConfig.Readiness.DEGRADE));
        assertThat(config.watch()).isEqualTo(new WatchConfig(true, Duration.ofSeconds(20)));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(1_000, 20, 500, 16 * 1024, 4 * 1024, 64, 1024 * 1024, 2 * 1024, 32 * 1024));
        assertThat(config.timeouts())
                .isEqualTo(new TimeoutsConfig(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(1_500)));
    }

    @Test
    void listeners() {
        assertThat(config.listeners())
                .containsExactly(
                        new ListenerConfig(at(2, 14), "0.0.0.0", 8443, ListenerConfig.Protocol.HTTPS),
                        new ListenerConfig(at(5, 14), "::", 8080, ListenerConfig.Protocol.HTTP));
        assertThat(config.listeners()).extracting(ListenerConfig::address).containsExactly("0.0.0.0:8443", "[::]:8080");
    }

    @Test
    void ticketsCanBeSwitchedOff() {
        assertThat(Reading.config("tls: {session_tickets: false}").tls().sessionTickets())
                .isFalse();
    }

    @Test
    void tls() {
        assertThat(config.tls())
                .isEqualTo(new TlsConfig(
                        Set.of(TlsVersion.TLS_1_3),
                        List.of("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
                        List.of("X25519"),
                        "shop.example.com",
                        "shop",
                        true,
                        List.of(Path.of("conf/tickets/now.key"), Path.of("/etc/before.key")),
                        Duration.ofSeconds(3),
                        16 * 1024,
                        500,
                        Duration.ofMinutes(5)));
    }

    @Test
    void sslObjects() {
        SslConfig shop = config.ssls().get(0);
        assertThat(shop)
                .isEqualTo(new SslConfig(
                        at(45, 5),
                        "shop",
                        SslConfig.Type.SERVER,
                        List.of(pattern("shop.example.com"), pattern("*.shop.example.com")),
                        List.of(
                                new CredentialConfig(
                                        file(50, "ssls[0].cert", "../certs/shop.crt"),
                                        file(51, "ssls[0].key", "../certs/shop.key")),
                                new CredentialConfig(
                                        new PemSource.File(at(52, 13), "ssls[0].certs[0]", Path.of("conf/ec.crt")),
                                        new PemSource.File(at(53, 12), "ssls[0].keys[0]", Path.of("conf/ec.key")))),
                        Optional.of(new ClientAuthConfig(
                                new PemSource.File(at(55, 11), "ssls[0].client.ca", Path.of("/etc/ca.crt")),
                                2,
                                ClientAuthConfig.Mode.REQUIRED,
                                Optional.of(new CrlConfig(
                                        new PemSource.File(at(56, 12), "ssls[0].client.crl", Path.of("/etc/ca.crl")),
                                        CrlConfig.OnStale.ALLOW)),
                                shop.client().orElseThrow().skip())),
                        true,
                        Set.of(TlsVersion.TLS_1_2),
                        "the shop",
                        Map.of("team", "web")));
        assertThat(shop.client().orElseThrow().skip().texts()).containsExactly("^/health$", "^/(?:a|b){2}");
        SslConfig identity = config.ssls().get(1);
        assertThat(identity.id()).isEqualTo("gateway");
        assertThat(identity.type()).isEqualTo(SslConfig.Type.CLIENT);
        assertThat(identity.names()).isEmpty();
        assertThat(identity.protocols()).containsExactly(TlsVersion.TLS_1_3);
        assertThat(config.ssls()).hasSize(2);
    }

    @Test
    void upstreams() {
        UpstreamConfig orders = config.upstreams().get(0);
        assertThat(orders.id()).isEqualTo("orders");
        assertThat(orders.nodes())
                .containsExactly(
                        new NodeConfig(at(76, 7), "10.0.0.7", 8443, 3, 0), new NodeConfig(at(77, 7), "::1", 443, 1, 0));
        assertThat(orders.scheme()).isEqualTo(UpstreamConfig.Scheme.HTTPS);
        assertThat(orders.tls().verify()).isTrue();
        assertThat(orders.tls().caCerts())
                .containsExactly(
                        new PemSource.File(at(82, 18), "upstreams[0].tls.ca_certs[0]", Path.of("certs/ca.crt")));
        assertThat(orders.tls().sni()).isEqualTo("orders.internal");
        assertThat(orders.tls().clientCredential()).isEmpty();
        assertThat(orders.tls().clientCertId()).isEqualTo("gateway");
        assertThat(orders.passHost()).isEqualTo(UpstreamConfig.PassHost.REWRITE);
        assertThat(orders.upstreamHost()).isEqualTo("orders.example.com:8443");
        assertThat(orders.retries()).isEqualTo(5);
        assertThat(orders.retryTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(orders.timeouts())
                .isEqualTo(
                        new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(6), Duration.ofMillis(7_500)));
        assertThat(orders.keepalivePool()).isEqualTo(new KeepalivePoolConfig(10, Duration.ofSeconds(20), 30));
        UpstreamConfig inlineIdentity = config.upstreams().get(1);
        assertThat(inlineIdentity.nodes()).containsExactly(new NodeConfig(at(96, 9), "b.internal", 8000, 2, -1));
        assertThat(inlineIdentity.passHost()).isEqualTo(UpstreamConfig.PassHost.NODE);
        assertThat(inlineIdentity.tls().clientCredential()).isPresent();
    }

    @Test
    void routes() {
        RouteConfig orders = config.routes().get(0);
        assertThat(orders)
                .isEqualTo(new RouteConfig(
                        at(101, 5),
                        "orders",
                        List.of(pattern("shop.example.com"), pattern("*.shop.example.com")),
                        List.of("/orders", "/orders/*"),
                        Set.of("GET", "POST"),
                        List.of(subnet("10.0.0.0/8")),
                        7,
                        Optional.of("orders"),
                        Optional.empty(),
                        Optional.of(new PartialTimeouts(
                                Optional.of(Duration.ofSeconds(1)),
                                Optional.empty(),
                                Optional.of(Duration.ofMillis(2_500)))),
                        true,
                        OptionalLong.of(10 * 1024 * 1024),
                        Optional.empty(),
                        Optional.empty()));
        RouteConfig inline = config.routes().get(1);
        assertThat(inline.upstream()).hasValueSatisfying(upstream -> {
            assertThat(upstream.id()).isEqualTo("route:inline");
            assertThat(upstream.nodes()).containsExactly(new NodeConfig(at(118, 24), "a.internal", 80, 1, 0));
        });
        assertThat(config.routes().get(2).redirect()).contains(new RedirectConfig(true, 8443, "", 307));
        assertThat(config.routes().get(3).redirect())
                .contains(new RedirectConfig(false, 443, "https://$host/new$uri", 302));
        assertThat(config.routes()).hasSize(4);
    }

    private static Location at(int line, int column) {
        return new Location("conf/gateway.yaml", line, column);
    }

    private static PemSource file(int line, String field, String path) {
        int column = field.endsWith("cert") ? 11 : 10;
        return new PemSource.File(
                at(line, column), field, Path.of("conf").resolve(path).normalize());
    }

    private static HostPattern pattern(String text) {
        return HostPattern.parse(text).orElseThrow();
    }

    private static IpSubnet subnet(String text) {
        return IpSubnet.parse(text).orElseThrow();
    }
}
