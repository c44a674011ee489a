// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static io.gatehouse.core.plan.PlanFixture.CA;
import static io.gatehouse.core.plan.PlanFixture.CLIENTS;
import static io.gatehouse.core.plan.PlanFixture.MIDDLE;
import static io.gatehouse.core.plan.PlanFixture.NOW;
import static io.gatehouse.core.plan.PlanFixture.OLD_SSL;
import static io.gatehouse.core.plan.PlanFixture.SHOP;
import static io.gatehouse.core.plan.PlanFixture.edit;
import static io.gatehouse.core.plan.PlanFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each loss: an edit that brings it, and its row in the documentation. */
class LossTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlanFixture fixture;

    @BeforeEach
    void write() {
        fixture = new PlanFixture(folder);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void isLossy(Case lossy) {
        Plan plan = fixture.plan(lossy.edit);
        assertThat(plan.isLossy()).isTrue();
        assertThat(plan.losses()).containsExactlyElementsOf(lossy.expected);
        assertThat(readBack(plan)).isEqualTo(plan);
        assertThat(PlanText.of(plan)).contains("  ! ").contains("verdict: lossy, ");
    }

    /** The table has no line that nothing can cause. */
    @Test
    void everyLossHasACase() {
        Set<Loss> seen = EnumSet.noneOf(Loss.class);
        losses().forEach(each -> seen.addAll(each.expected));
        assertThat(seen).containsExactlyInAnyOrder(Loss.values());
    }

    @Test
    void theTableOfTheDocumentationIsTheTableOfTheCode() throws IOException {
        List<String> rows = Stream.of(Loss.values())
                .map(loss -> "| `" + loss.word() + "` | " + loss.why() + " |")
                .toList();
        assertThat(Files.readAllLines(Path.of("..", "docs", "reload.md"))).containsSubsequence(rows);
    }

    static Stream<Case> losses() {
        return Stream.of(
                lossy(
                        edit("snis: [shop.test, www.shop.test]", "snis: [shop.test]")
                                .andThen(edit("sni: \"*.test\"", "sni: other.example")),
                        Loss.NAME_LOST),
                lossy(
                        edit("limits: {connections: 100}", "limits: {connections: 100}\non_invalid_object: quarantine")
                                .andThen(dir -> dir.file("certs/any.key", SHOP.keyPem())
                                        .gateway(read(dir)
                                                .replace(
                                                        "client_cert: certs/any.crt, client_key: certs/any.key",
                                                        "client_cert: certs/api.crt, client_key: certs/api.key"))),
                        Loss.NAME_QUARANTINED,
                        Loss.CONNECTIONS_DRAINED),
                lossy(dir -> dir.identity("shop", MIDDLE.server("shop.test")), Loss.SAN_LOST),
                lossy(dir -> dir.identity("shop", CA.server("shop.test", "www.shop.test")), Loss.CHAIN_SHORTER),
                lossy(
                        dir -> dir.identity(
                                "shop",
                                TestCa.serverRequest("shop.test", "www.shop.test")
                                        .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)))
                                        .issuedBy(MIDDLE)),
                        Loss.EXPIRES_EARLIER),
                lossy(
                        dir -> dir.identity(
                                "shop",
                                TestCa.serverRequest("shop.test", "www.shop.test")
                                        .valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)))
                                        .issuedBy(MIDDLE)),
                        Loss.NOT_VALID_NOW),
                lossy(edit("    certs: [certs/rsa.crt]\n    keys: [certs/rsa.key]\n", ""), Loss.KEY_KIND_LOST),
                lossy(edit("ssl_protocols: [TLSv1.2, TLSv1.3]", "ssl_protocols: [TLSv1.3]"), Loss.PROTOCOL_LOST),
                lossy(edit("ssl_protocols: [TLSv1.3]", "ssl_protocols: [TLSv1.2, TLSv1.3]"), Loss.PROTOCOL_OLDER),
                lossy(
                        edit("upstreams:\n", "tls: {ciphers: [ECDHE-ECDSA-AES128-GCM-SHA256]}\nupstreams:\n"),
                        Loss.CIPHER_LOST),
                lossy(edit("upstreams:\n", "tls: {groups: [X25519, P-256]}\nupstreams:\n"), Loss.CIPHER_LOST),
                lossy(
                        edit("    client: {ca: certs/clients.crt, depth: 1, crl: certs/clients.crl}\n", "")
                                .andThen(edit(", client_auth: {allow: {subject_cn: [alice]}}", "")),
                        Loss.CLIENT_POLICY_GONE,
                        Loss.CONNECTIONS_DRAINED,
                        Loss.ROUTE_CLIENT_AUTH_GONE),
                lossy(edit("depth: 1,", "depth: 2,"), Loss.CLIENT_POLICY_WEAKER, Loss.CONNECTIONS_DRAINED),
                lossy(edit(", crl: certs/clients.crl", ""), Loss.CLIENT_POLICY_WEAKER),
                lossy(
                        edit("crl: certs/clients.crl", "crl: certs/clients.crl, on_stale_crl: allow"),
                        Loss.CLIENT_POLICY_WEAKER),
                lossy(
                        dir -> dir.file(
                                "certs/clients.crl",
                                TestCrl.of(CLIENTS)
                                        .valid(NOW.minus(Duration.ofDays(9)), NOW.plus(Duration.ofDays(9)))
                                        .pem()),
                        Loss.CLIENT_POLICY_WEAKER),
                lossy(
                        edit("depth: 1,", "depth: 1, mode: optional,"),
                        Loss.CLIENT_POLICY_WEAKER,
                        Loss.CONNECTIONS_DRAINED),
                lossy(
                        dir -> dir.file("certs/clients.crt", CLIENTS.pem() + CA.pem())
                                .file(
                                        "certs/clients.crl",
                                        TestCrl.of(CLIENTS).pem()
                                                + TestCrl.of(CA).pem()),
                        Loss.CLIENT_POLICY_WEAKER,
                        Loss.CONNECTIONS_DRAINED),
                lossy(edit("depth: 1,", "depth: 0,"), Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED),
                lossy(edit("  - {address: \"127.0.0.1:8080\", protocol: http}\n", ""), Loss.LISTENER_LOST),
                lossy(
                        edit(
                                        "  - {id: only, host: only.example, uri: \"/only/*\", upstream_id: web, methods: [GET, POST]}\n",
                                        "")
                                .andThen(edit("{id: all, uri: \"/*\"", "{id: all, uri: \"/*\", host: \"*.test\"")),
                        Loss.ROUTE_LOST),
                lossy(
                        edit("allow: {subject_cn: [alice]}", "allow: {subject_cn: [alice, bob]}"),
                        Loss.ROUTE_CLIENT_AUTH_WEAKER),
                lossy(
                        edit("allow: {subject_cn: [alice]}", "allow: {subject_cn: [bob]}"),
                        Loss.ROUTE_CLIENT_AUTH_WEAKER,
                        Loss.ROUTE_CLIENT_AUTH_STRICTER),
                lossy(
                        edit("remote_addrs: [10.0.0.0/8]", "remote_addrs: [10.0.0.0/8, 11.0.0.0/8]"),
                        Loss.ROUTE_OPEN_TO_MORE),
                lossy(edit(", plugins: {redirect: {http_to_https: true}}", ""), Loss.ROUTE_CLEAR_TEXT),
                lossy(
                        edit("redirect: {http_to_https: true}", "redirect: {uri: \"http://else.example/\"}"),
                        Loss.ROUTE_CLEAR_TEXT),
                lossy( // so that the route for all answers
                        edit("host: moved.example, uri: /moved,", "host: moved.example, uri: /other,"),
                        Loss.ROUTE_CLEAR_TEXT),
                lossy( // who came by https
                        edit("uri: /moved, upstream_id: web,", "uri: /moved,"), Loss.ROUTE_LOST),
                lossy(edit(", enable_websocket: true", ""), Loss.WEBSOCKET_LOST),
                lossy(edit("nodes: {\"127.0.0.1:9001\": 1, \"127.0.0.1:9003\": 1}", "nodes: {}"), Loss.UPSTREAM_EMPTY),
                lossy(
                        edit("upstreams:\n", "upstreams:\n  - {id: empty, nodes: {}}\n")
                                .andThen(edit("uri: /moved, upstream_id: web,", "uri: /moved, upstream_id: empty,")),
                        Loss.UPSTREAM_EMPTY),
                lossy(edit("verify: true", "verify: false"), Loss.UPSTREAM_NOT_VERIFIED),
                lossy(
                        edit("verify: true", "verify: true, ca_certs: [certs/clients.crt]"),
                        Loss.UPSTREAM_WEAKER,
                        Loss.UPSTREAM_STRICTER),
                lossy(
                        edit("verify: true", "verify: true, sni: other.test"),
                        Loss.UPSTREAM_WEAKER,
                        Loss.UPSTREAM_STRICTER),
                lossy(
                        edit("    scheme: https\n", "    scheme: https\n    pass_host: node\n"),
                        Loss.UPSTREAM_WEAKER,
                        Loss.UPSTREAM_STRICTER),
                lossy(edit(", client_cert: certs/any.crt, client_key: certs/any.key", ""), Loss.UPSTREAM_IDENTITY_LOST),
                lossy(
                        edit("    scheme: https\n", "")
                                .andThen(edit(
                                        "    tls: {verify: true, client_cert: certs/any.crt, client_key: certs/any.key}\n",
                                        "")),
                        Loss.UPSTREAM_CLEAR_TEXT),
                lossy(
                        edit("trusted_proxies: [10.0.0.0/8]", "trusted_proxies: [10.0.0.0/8, 11.0.0.0/8]"),
                        Loss.TRUSTS_MORE_PROXIES),
                lossy(edit("trusted_proxies: [10.0.0.0/8]", "trusted_proxies: [10.0.0.0/7]"), Loss.TRUSTS_MORE_PROXIES),
                lossy(
                        edit("trusted_proxies: [10.0.0.0/8]", "trusted_proxies: [10.0.0.0/9]"),
                        Loss.TRUSTS_FEWER_PROXIES),
                lossy(edit("access_log:", "tls: {client_hello_max_bytes: 1KiB}\naccess_log:"), Loss.LIMIT_LOWER),
                lossy(edit("access_log:", "tls: {handshake_timeout: 9s}\naccess_log:"), Loss.LIMIT_LOWER),
                lossy(edit("access_log:", "timeouts: {request_head: 9s}\naccess_log:"), Loss.LIMIT_LOWER),
                lossy(edit("access_log:", "timeouts: {body: 59s}\naccess_log:"), Loss.LIMIT_LOWER),
                lossy(edit("access_log:", "timeouts: {write: 59s}\naccess_log:"), Loss.LIMIT_LOWER),
                lossy(edit("{id: web,", "{id: web, timeout: {connect: 4s},"), Loss.LIMIT_LOWER),
                lossy(edit("{id: web,", "{id: web, timeout: {send: 59s},"), Loss.LIMIT_LOWER),
                lossy(edit("{id: web,", "{id: web, timeout: {read: 59s},"), Loss.LIMIT_LOWER),
                lossy(edit("{id: only,", "{id: only, timeout: {read: 59s},"), Loss.LIMIT_LOWER),
                lossy(edit("{id: web,", "{id: web, retries: 0,"), Loss.LIMIT_LOWER),
                lossy(edit("{id: web,", "{id: web, retry_timeout: 9s,"), Loss.LIMIT_LOWER),
                lossy(
                        edit("upstreams:\n", "upstreams:\n  - {id: brisk, nodes: {a: 1, b: 1}, retries: 0}\n")
                                .andThen(edit("uri: /moved, upstream_id: web,", "uri: /moved, upstream_id: brisk,")),
                        Loss.LIMIT_LOWER),
                lossy(
                        edit("upstreams:\n", "upstreams:\n  - {id: brisk, nodes: {a: 1}, timeout: {read: 59s}}\n")
                                .andThen(edit("uri: /moved, upstream_id: web,", "uri: /moved, upstream_id: brisk,")),
                        Loss.LIMIT_LOWER),
                lossy(edit("connections: 100", "connections: 99"), Loss.LIMIT_LOWER),
                lossy(edit("connections: 100", "connections: 100, request_body_bytes: 1KiB"), Loss.LIMIT_LOWER),
                lossy(edit("methods: [GET, POST]}", "methods: [GET, POST], max_body_bytes: 1KiB}"), Loss.LIMIT_LOWER),
                lossy( // under another id
                        edit("id: only,", "id: other, max_body_bytes: 1KiB,"), Loss.LIMIT_LOWER),
                lossy(edit("ssls:\n", "expiry: {readiness: degrade}\nssls:\n  - " + OLD_SSL), Loss.READINESS_LOST),
                lossy(edit("{path: access.log}", "off"), Loss.ACCESS_LOG_OFF));
    }

    private static Case lossy(Consumer<ConfigDir> edit, Loss... expected) {
        return new Case(edit, List.of(expected));
    }

    private static Plan readBack(Plan plan) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            PlanJson.write(json, plan);
            json.writeEndObject();
            json.flush();
            return PlanJson.read(new ObjectMapper().readTree(text.toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An edit, and every loss that it brings. */
    private record Case(Consumer<ConfigDir> edit, List<Loss> expected) {
        @Override
        public String toString() {
            return expected.toString();
        }
    }
}
