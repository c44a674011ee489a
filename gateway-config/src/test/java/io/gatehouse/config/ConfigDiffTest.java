// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDiffTest {
    private static final String BASE = """
            listeners: [{address: "127.0.0.1:8443", protocol: https}]
            ssls:
              - {id: a, sni: a.example.com, cert: a.crt, key: a.key, client: {ca: ca.crt, depth: 2}}
              - {id: b, sni: b.example.com, cert: b.crt, key: b.key}
            upstreams:
              - {id: u, scheme: https, nodes: {"x:1": 1}, tls: {ca_certs: [ca.crt]}}
            routes:
              - {id: r, uri: /a, upstream_id: u}
              - {id: i, uri: /b, upstream: {nodes: {"y:1": 1}}}
            """;

    @Test
    void placesAndCommentsAreNotContent() {
        String moved =
                "# a comment\n\n" + BASE.replace("sni: a.example.com, cert: a.crt", "cert: a.crt, sni: A.example.com.");
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(moved));
        assertThat(diff.isEmpty()).isTrue();
        assertThat(diff.restartOnly()).isEmpty();
    }

    @ParameterizedTest(name = "{0} for {1}: ssls {2} upstreams {3} routes {4}")
    @CsvSource({
        "a.key, c.key, a, '', ''",
        "b.example.com, c.example.com, b, '', ''",
        "depth: 2, depth: 3, a, '', ''",
        "depth: 2, 'depth: 2, mode: optional', a, '', ''",
        "depth: 2, 'depth: 2, crl: a.crl', a, '', ''",
        "depth: 2, 'depth: 2, skip_mtls_uri_regex: [^/a]', a, '', ''",
        "'{ca: ca.crt, depth: 2}', '{ca: cb.crt, depth: 2}', a, '', ''",
        "key: b.key, 'key: b.key, ssl_protocols: [TLSv1.3]', b, '', ''",
        "key: b.key, 'key: b.key, ocsp_stapling: {enabled: true}', b, '', ''",
        "'\"x:1\": 1', '\"x:1\": 2', '', u, ''",
        "'ca_certs: [ca.crt]', 'ca_certs: [ca.crt], sni: x', '', u, ''",
        "uri: /a, uri: /c, '', '', r",
        "uri: /a, 'uri: /a, client_auth: {}', '', '', r",
        "'\"y:1\": 1', '\"y:2\": 1', '', route:i, i",
    })
    void changesAreNamedById(String from, String to, String ssl, String upstream, String route) {
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(BASE.replace(from, to)));
        assertThat(diff.ssls()).isEqualTo(changed(ssl));
        assertThat(diff.upstreams()).isEqualTo(changed(upstream));
        assertThat(diff.routes()).isEqualTo(changed(route));
        assertThat(diff.isEmpty()).isFalse();
    }

    @Test
    void objectsComeAndGo() {
        String now = BASE.replace("id: b,", "id: c,").replace("8443", "8444").replace("id: i,", "id: j,");
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(now));
        assertThat(diff.ssls()).isEqualTo(new ConfigDiff.Changes(List.of("c"), List.of(), List.of("b")));
        assertThat(diff.listeners())
                .isEqualTo(new ConfigDiff.Changes(
                        List.of("https://127.0.0.1:8444"), List.of(), List.of("https://127.0.0.1:8443")));
        assertThat(diff.upstreams())
                .isEqualTo(new ConfigDiff.Changes(List.of("route:j"), List.of(), List.of("route:i")));
        assertThat(diff.routes()).isEqualTo(new ConfigDiff.Changes(List.of("j"), List.of(), List.of("i")));
    }

    @Test
    void anotherListenerAloneIsAChange() {
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(BASE.replace("8443", "8444")));
        assertThat(diff.isEmpty()).isFalse();
    }

    @Test
    void oneMoreListenerOnAnyPortIsAChange() {
        String any = "{address: \"127.0.0.1:0\", protocol: http}";
        ConfigDiff diff =
                ConfigDiff.between(config("listeners: [" + any + "]"), config("listeners: [" + any + ", " + any + "]"));
        assertThat(diff.listeners().changed()).containsExactly("http://127.0.0.1:0");
    }

    /** Objects of files that did not change are the same instances. */
    @Test
    void objectsComeAndGoBesideThoseThatStay() {
        MemoryFiles files = new MemoryFiles()
                .with(Reading.GATEWAY, Reading.LISTENER)
                .with(Path.of("conf/upstreams/a.yaml"), "upstreams: [{id: a, nodes: {}}]")
                .stamped();
        ConfigReader reader = new ConfigReader(files, name -> null);
        GatewayConfig one = reader.read(Reading.GATEWAY).config().orElseThrow();
        files.with(Path.of("conf/upstreams/b.yaml"), "upstreams: [{id: b, nodes: {}}]");
        GatewayConfig two = reader.read(Reading.GATEWAY).config().orElseThrow();
        assertThat(ConfigDiff.between(one, two).upstreams())
                .isEqualTo(new ConfigDiff.Changes(List.of("b"), List.of(), List.of()));
        assertThat(ConfigDiff.between(two, one).upstreams())
                .isEqualTo(new ConfigDiff.Changes(List.of(), List.of(), List.of("b")));
    }

    @Test
    void whatStandsAboveAnSslObjectWithoutIdChangesNothingOfIt() {
        String old = BASE.replace("id: a, ", "").replace("id: b, ", "");
        String now = old.replace("ssls:\n", "ssls:\n  - {snis: [\"*.test\", x], cert: x.crt, key: x.key}\n");
        assertThat(ConfigDiff.between(config(old), config(now)).ssls())
                .isEqualTo(new ConfigDiff.Changes(List.of("sni:*.test"), List.of(), List.of()));
    }

    @Test
    void anotherOrderOfRoutesIsAChange() {
        String first = "  - {id: r, uri: /a, upstream_id: u}\n";
        String second = "  - {id: i, uri: /b, upstream: {nodes: {\"y:1\": 1}}}\n";
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(BASE.replace(first + second, second + first)));
        assertThat(diff.routesReordered()).isTrue();
        assertThat(diff.isEmpty()).isFalse();
        assertThat(diff.routes()).as("each says what it said").isEqualTo(changed(""));

        String one = BASE.replace(first, "  - {id: n, uri: /n, upstream_id: u}\n");
        assertThat(ConfigDiff.between(config(BASE), config(one)).routesReordered())
                .as("one goes and one comes")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls: {protocols: [TLSv1.3]}",
                "limits: {connections: 7}",
                "timeouts: {idle: 7s}",
                "trusted_proxies: [10.0.0.7]",
                "forwarded: off",
                "client_cert_chain: true",
                "event_loops: 1000",
                "transport: nio",
                "shutdown: {drain_timeout: 7s}",
                "access_log: {path: access.log}",
                "admin: {address: \"127.0.0.1:9999\"}",
                "on_invalid_object: quarantine",
                "expiry: {readiness: degrade}",
                "watch: {interval: 7s}",
            })
    void processSettingsAreNamedByKey(String setting) {
        GatewayConfig old = config("listeners: [{address: \"127.0.0.1:8443\", protocol: https}]\n");
        GatewayConfig now = config("listeners: [{address: \"127.0.0.1:8443\", protocol: https}]\n" + setting);
        ConfigDiff diff = ConfigDiff.between(old, now);
        assertThat(diff.process()).containsExactly(setting.substring(0, setting.indexOf(':')));
        assertThat(diff.isEmpty()).isFalse();
    }

    @Test
    void someChangesNeedRestart() {
        int other = Runtime.getRuntime().availableProcessors() + 1;
        String now = BASE + "event_loops: " + other + "\ntransport: nio\nadmin: {address: \"127.0.0.1:9999\"}\n";
        ConfigDiff diff = ConfigDiff.between(config(BASE), config(now));
        assertThat(diff.restartOnly())
                .extracting(Problem::field)
                .containsExactly("event_loops", "transport", "admin.address");
        assertThat(diff.restartOnly()).allSatisfy(problem -> {
            assertThat(problem.message()).contains("needs restart");
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
        });
        assertThat(diff.restartOnly().get(2)).hasToString("""
                conf/gateway.yaml:1:1: error: admin.address: a change here needs restart
                    found:    '127.0.0.1:9999'
                    expected: '127.0.0.1:9901', with which this process was started
                    remedy:   undo the change and reload, or restart the gateway; nothing of this reload was applied""");
    }

    @Test
    void theSameEffectiveValueIsNoChange() {
        int processors = Runtime.getRuntime().availableProcessors();
        String now = BASE + "event_loops: " + processors + "\ntransport: auto\nadmin: {address: \"127.0.0.1:9901\"}\n";
        assertThat(ConfigDiff.between(config(BASE), config(now)).isEmpty()).isTrue();
    }

    @Test
    void noComponentIsForgotten() {
        assertThat(List.of(
                        components(SslConfig.class),
                        components(UpstreamConfig.class),
                        components(RouteConfig.class),
                        components(UpstreamTlsConfig.class),
                        components(NodeConfig.class),
                        components(CredentialConfig.class),
                        components(ClientAuthConfig.class),
                        components(CrlConfig.class),
                        components(ListenerConfig.class),
                        components(GatewayConfig.class)))
                .as("a new component has to go into Content or ConfigDiff, and then into this list")
                .containsExactly(10, 11, 14, 5, 5, 2, 5, 2, 4, 19);
    }

    private static int components(Class<? extends Record> type) {
        return type.getRecordComponents().length;
    }

    private static ConfigDiff.Changes changed(String id) {
        return new ConfigDiff.Changes(List.of(), id.isEmpty() ? List.of() : List.of(id), List.of());
    }

    private static GatewayConfig config(String yaml) {
        ConfigReader.Loaded loaded = Reading.load(MemoryFiles.of(yaml), Map.of());
        return loaded.config()
                .orElseThrow(() -> new AssertionError(loaded.problems().all()));
    }
}
