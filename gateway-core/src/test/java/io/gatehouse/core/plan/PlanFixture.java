// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** One configuration, and the plans of edits of it. */
final class PlanFixture {
    static final TestCa CA = TestCa.create("root");
    static final TestCa MIDDLE = CA.intermediate("middle");
    static final TestCa CLIENTS = TestCa.create("clients");
    static final TestIdentity SHOP = MIDDLE.server("shop.test", "www.shop.test");
    private static final TestIdentity RSA = CA.rsaServer("shop.test", "www.shop.test");
    static final TestIdentity OLD = new TestCertificate("old")
            .name("old.example")
            .forServers()
            .expired()
            .issuedBy(CA);
    static final Instant NOW = SHOP.certificate().getNotBefore().toInstant().plus(Duration.ofDays(1));

    static final String OLD_SSL = "{id: old, sni: old.example, cert: certs/old.crt, key: certs/old.key}\n";
    static final String BASE = """
            listeners:
              - {address: "127.0.0.1:8443", protocol: https}
              - {address: "127.0.0.1:8080", protocol: http}
            trusted_proxies: [10.0.0.0/8]
            limits: {connections: 100}
            access_log: {path: access.log}
            ssls:
              - id: shop
                snis: [shop.test, www.shop.test]
                cert: certs/shop.crt
                key: certs/shop.key
                certs: [certs/rsa.crt]
                keys: [certs/rsa.key]
                ssl_protocols: [TLSv1.2, TLSv1.3]
              - id: api
                sni: api.test
                cert: certs/api.crt
                key: certs/api.key
                client: {ca: certs/clients.crt, depth: 1, crl: certs/clients.crl}
              - {id: any, sni: "*.test", cert: certs/any.crt, key: certs/any.key, ssl_protocols: [TLSv1.3]}
            upstreams:
              - {id: web, nodes: {"127.0.0.1:9001": 1, "127.0.0.1:9003": 1}}
              - id: secure
                scheme: https
                nodes: {"127.0.0.1:9002": 1}
                tls: {verify: true, client_cert: certs/any.crt, client_key: certs/any.key}
            routes:
              - {id: all, uri: "/*", upstream_id: web, enable_websocket: true}
              - {id: orders, host: api.test, uri: "/orders/*", upstream_id: secure, client_auth: {allow: {subject_cn: [alice]}}}
              - {id: inner, host: www.shop.test, uri: "/inner", upstream_id: web, remote_addrs: [10.0.0.0/8], enable_websocket: true}
              - {id: only, host: only.example, uri: "/only/*", upstream_id: web, methods: [GET, POST]}
              - {id: moved, host: moved.example, uri: /moved, upstream_id: web, enable_websocket: true, plugins: {redirect: {http_to_https: true}}}
            """;

    final ConfigDir config;

    PlanFixture(Path folder) {
        config = new ConfigDir(folder)
                .identity("shop", SHOP)
                .identity("rsa", RSA)
                .identity("api", CA.server("api.test"))
                .identity("any", CA.server("*.test", "shop.test"))
                .identity("old", OLD)
                .authority("clients", CLIENTS)
                .file("certs/clients.crl", TestCrl.of(CLIENTS).pem())
                .gateway(BASE);
    }

    Plan plan(Consumer<ConfigDir> edit) {
        Loaded before = load();
        edit.accept(config);
        return Planner.plan(before, load(), NOW, ssl -> "yesterday");
    }

    Loaded load() {
        return load(config.gatewayYaml());
    }

    static Loaded load(Path file) {
        ConfigLoader.Result result = new ConfigLoader(file, Clock.systemUTC()).load();
        return result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
    }

    static Consumer<ConfigDir> edit(String from, String to) {
        return dir -> {
            String before = read(dir);
            assertThat(before).contains(from);
            dir.gateway(before.replace(from, to));
        };
    }

    static String read(ConfigDir dir) {
        try {
            return Files.readString(dir.gatewayYaml());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Change only(Plan plan) {
        assertThat(plan.changes()).hasSize(1);
        return plan.changes().get(0);
    }
}
