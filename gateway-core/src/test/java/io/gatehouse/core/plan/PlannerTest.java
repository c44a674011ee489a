// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One configuration, one edit, and what the plan says of it. */
class PlannerTest {
    private static final TestCa CA = TestCa.create("root");
    private static final TestCa MIDDLE = CA.intermediate("middle");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestIdentity SHOP = MIDDLE.server("shop.test", "www.shop.test");
    private static final TestIdentity RSA = CA.rsaServer("shop.test", "www.shop.test");
    private static final TestIdentity OLD = new TestCertificate("old")
            .name("old.example")
            .forServers()
            .expired()
            .issuedBy(CA);
    private static final Instant NOW =
            SHOP.certificate().getNotBefore().toInstant().plus(Duration.ofDays(1));

    private static final String OLD_SSL = "{id: old, sni: old.example, cert: certs/old.crt, key: certs/old.key}\n";
    private static final String BASE = """
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
              - {id: web, nodes: {"127.0.0.1:9001": 1}}
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

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigDir config;

    @BeforeEach
    void write() {
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

    @Test
    void nothingChanges() {
        Plan plan = plan(dir -> {});
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.effects()).isEqualTo(new Effects(List.of(), List.of(), 3, 2));
        assertThat(PlanText.of(plan))
                .isEqualTo("kept:    3 ssl objects, 2 listeners\nverdict: safe, nothing changes\n");
    }

    /** The gateway was started with a relative path, and the question names the absolute one. */
    @Test
    void theSameFileByAnotherWayChangesNothing() {
        config.file("tickets.key", "k".repeat(48))
                .gateway(BASE.replace("id: shop\n    ", "").replace("id: moved, ", "")
                        + "tls: {session_ticket_keys: [tickets.key]}\n");
        Path file = config.gatewayYaml().toAbsolutePath();
        Path relative = Path.of("").toAbsolutePath().relativize(file);

        assertThat(Planner.plan(load(relative), load(file), NOW, ssl -> "").changes())
                .isEmpty();
    }

    @Test
    void aRouteWithoutIdAboveOthersWithoutIdIsTheOnlyChange() {
        config.gateway(BASE.replace("id: all, ", "").replace("id: orders, ", "").replace("id: inner, ", ""));

        Plan plan = plan(edit(
                "routes:\n", "routes:\n  - {host: new.example, uri: /*, upstream_id: web, enable_websocket: true}\n"));

        assertThat(PlanText.of(plan))
                .startsWith("route new.example/*@gateway.yaml: added\n")
                .endsWith("safe, 1 change\n");
    }

    @Test
    void keysOfTheProcessAreToldInTheWordsOfTheConfiguration() {
        config.file("tickets.key", "k".repeat(48));

        Plan plan = plan(dir -> dir.gateway(read(dir) + """
                tls: {session_ticket_keys: [tickets.key], protocols: [TLSv1.3]}
                forwarded: both
                on_invalid_object: quarantine
                expiry: {readiness: degrade}
                """));

        assertThat(plan.changes())
                .filteredOn(change -> change.kind() == Change.Kind.PROCESS)
                .flatExtracting(Change::differences)
                .containsExactly(
                        new Difference("protocols", "[TLSv1.2, TLSv1.3]", "[TLSv1.3]"),
                        new Difference("session_ticket_keys", "[]", "[" + folder.resolve("tickets.key") + "]"),
                        new Difference("forwarded", "x-forwarded", "both"),
                        new Difference("on_invalid_object", "reject", "quarantine"),
                        new Difference("readiness", "ignore", "degrade"));
    }

    @Test
    void aGatewayThatWouldNotBeReadyAnyMoreIsTold() {
        TestIdentity old = new TestCertificate("old")
                .name("old.example")
                .forServers()
                .expired()
                .issuedBy(CA);
        config.identity("old", old);
        String degrade = "expiry: {readiness: degrade}\n";
        Consumer<ConfigDir> takesOld = edit("ssls:\n", "ssls:\n  - " + OLD_SSL);

        assertThat(plan(takesOld).isLossy()).isFalse();
        assertThat(plan(dir -> dir.gateway(read(dir) + degrade)).losses()).containsExactly(Loss.READINESS_LOST);
        assertThat(plan(edit("connections: 100", "connections: 200")).isLossy())
                .isFalse(); // it is not ready now either

        config.gateway(BASE + degrade);
        assertThat(PlanText.of(plan(takesOld))).contains("/readyz: 200 -> 503").contains("! readiness_lost");
    }

    @Test
    void fieldsOfAnUpstreamAreToldInTheWordsOfTheConfiguration() {
        Plan plan = plan(edit(
                "    tls: {verify: true,",
                "    keepalive_pool: {idle_timeout: 5}\n    tls: {ca_certs: [certs/clients.crt], verify: true,"));

        assertThat(only(plan).differences())
                .filteredOn(difference -> !difference.field().equals("tls.ca_certs"))
                .containsExactly(new Difference(
                        "keepalive_pool",
                        "size=320 idle_timeout=60s requests=1000",
                        "size=320 idle_timeout=5s requests=1000"));
        assertThat(only(plan).differences()).extracting(Difference::field).contains("tls.ca_certs");
    }

    @Test
    void clientsThatFallOutOfARangeAreTold() {
        Plan plan = plan(edit("remote_addrs: [10.0.0.0/8]", "remote_addrs: [10.0.0.0/9, 10.192.0.0/10]"));

        assertThat(PlanText.of(plan))
                .contains("www.shop.test /inner from 10.128.0.0")
                .contains("verdict: safe");
    }

    @Test
    void clientsThatAnotherRouteLetsInAreTold() {
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\","));

        Plan plan = plan(edit("{id: all, uri: \"/all/*\",", "{id: all, uri: \"/*\","));

        assertThat(PlanText.of(plan)).contains("! route_open_to_more").contains("verdict: lossy");
    }

    /** Nobody is in both ranges. */
    @Test
    void otherClientsThatAnotherRouteLetsInAreTold() {
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\","));
        String more =
                "  - {id: more, host: www.shop.test, uri: /%s, upstream_id: web, enable_websocket: true, remote_addrs: [192.0.2.0/24]}\n";

        assertThat(plan(dir -> dir.gateway(read(dir) + String.format(more, "*")))
                        .losses())
                .containsExactly(Loss.ROUTE_OPEN_TO_MORE);
        assertThat(plan(edit(String.format(more, "*"), String.format(more, "inner/*")))
                        .losses())
                .containsExactly(Loss.ROUTE_LOST);
    }

    /** A request that finds no route under its host any more is for the longest path under a wider one, by its method and address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "uri: /deep/plain/*",
                "uri: /deep/plain",
                "host: \"*.example\", uri: /deep/*, methods: [PUT]",
                "host: \"*.example\", uri: /deep/*, remote_addrs: [192.0.2.0/24]",
                "host: \"*.example\", uri: /deep/plain, methods: [PUT], remote_addrs: [2001:db8::/32]"
            })
    void whatAWiderHostTellsApartIsAskedForToo(String plain) {
        String route = "  - {id: socket, host: deep.example, uri: /deep/*, upstream_id: web, enable_websocket: true}\n";
        config.gateway(BASE + "  - {id: plain, " + plain + ", upstream_id: web}\n" + route);

        assertThat(plan(edit(route, "")).losses()).containsExactly(Loss.WEBSOCKET_LOST);
        assertThat(plan(dir -> dir.gateway(read(dir) + route)).isLossy()).isFalse();
    }

    @Test
    void clientsOfTheOtherFamilyAreAskedForToo() {
        Plan plan = plan(edit("uri: /moved,", "uri: /moved, remote_addrs: [0.0.0.0/0],"));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_CLEAR_TEXT);
    }

    @Test
    void noHostOfManyIsLeftOut() {
        String many =
                IntStream.range(0, 600).mapToObj(i -> ", h" + i + ".example").collect(joining());
        config.gateway(BASE.replace("host: moved.example,", "hosts: [moved.example" + many + "],"));

        assertThat(plan(edit(", h599.example", "")).losses()).containsExactly(Loss.ROUTE_CLEAR_TEXT);
    }

    @Test
    void thatNotAllRequestsOfARouteAreLookedUpIsTold() {
        String hosts =
                IntStream.range(0, 400).mapToObj(i -> "h" + i + ".example").collect(joining(", "));
        String uris = IntStream.range(0, 300).mapToObj(i -> "/" + i).collect(joining(", "));
        String many = "  - {id: many, hosts: [" + hosts + "], uris: [" + uris + "], upstream_id: web, priority: 1}\n";
        config.gateway(BASE + many);

        assertThat(PlanText.of(plan(edit("priority: 1}", "priority: 2}"))))
                .contains("requests looked up: all -> the first 100000");
    }

    /** One place, one route, and two ends: the second is not left out because of the first. */
    @Test
    void whatBecomesOfEachClientIsTold() {
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\",")
                .replace("remote_addrs: [10.0.0.0/8]", "remote_addrs: [10.0.0.0/8, 11.0.0.0/8]"));

        Plan plan = plan(edit("id: inner,", "id: other,")
                .andThen(edit("remote_addrs: [10.0.0.0/8, 11.0.0.0/8]", "remote_addrs: [10.0.0.0/8]")));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_LOST);
    }

    /** Whoever was led elsewhere gets there now. */
    @Test
    void aRouteUnderAnotherIdIsOpenedToo() {
        config.gateway(BASE.replace("uri: \"/inner\", upstream_id: web", "uri: \"/inner\", upstream_id: secure"));

        Plan plan = plan(edit("id: inner,", "id: other,").andThen(edit(", remote_addrs: [10.0.0.0/8]", "")));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_OPEN_TO_MORE);
        assertThat(plan(edit("id: other,", "id: third,")).isLossy()).isFalse();
    }

    @Test
    void anUpstreamUnderAnotherIdIsComparedToo() {
        assertThat(plan(edit(", upstream_id: secure,", ", upstream_id: web,")).losses())
                .containsExactly(Loss.UPSTREAM_CLEAR_TEXT);
    }

    /** No handshake was answered for it, but in clear text everybody was served. */
    @Test
    void aHostThatNoObjectHadAsksForCertificates() {
        String fresh = "  - {id: fresh, sni: \"*.fresh.example\", cert: certs/api.crt, key: certs/api.key,"
                + " client: {ca: certs/clients.crt}}\nupstreams:\n";

        assertThat(plan(edit("upstreams:\n", fresh)).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        assertThat(plan(edit(fresh, "upstreams:\n")).losses())
                .containsExactly(Loss.NAME_LOST, Loss.CLIENT_POLICY_GONE, Loss.CONNECTIONS_DRAINED);
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, host: a.fresh.example, uri: \"/*\","));
        assertThat(plan(edit("upstreams:\n", fresh)).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, host: \"*.test\", uri: \"/*\","));
        assertThat(plan(edit("upstreams:\n", fresh)).losses())
                .as("nobody was served")
                .isEmpty();
    }

    /** Without a list of their CA clients are refused, and with one that is stale. */
    @Test
    void revocationListsThatDoNotCountAnyMoreAreTold() {
        Instant start = NOW.minus(Duration.ofDays(9));
        Instant end = NOW.plus(Duration.ofDays(9));
        String list = TestCrl.of(CLIENTS).valid(start, end).pem();
        String other = TestCrl.of(CA).valid(start, end).pem();
        config.file("certs/clients.crt", CLIENTS.pem() + CA.pem()).file("certs/clients.crl", list + other);

        assertThat(plan(dir -> dir.file("certs/clients.crl", list)).losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
        assertThat(plan(dir -> dir.file("certs/clients.crl", list + other)).losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER);
        String stale = TestCrl.of(CA)
                .valid(start.plusSeconds(60), NOW.minusSeconds(60))
                .pem();
        assertThat(plan(dir -> dir.file("certs/clients.crl", list + stale)).losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
    }

    /** A certificate that does not verify ends the handshake under the one, and counts as none under the other. */
    @Test
    void optionalAndByPathAreEachWeakerAndStricter() {
        config.gateway(BASE.replace("depth: 1,", "mode: optional,"));

        assertThat(plan(edit("mode: optional,", "skip_mtls_uri_regex: [^/public],"))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER, Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
        assertThat(plan(edit("skip_mtls_uri_regex: [^/public],", "mode: optional,"))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER, Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
    }

    /** Clients that verify both get the ECDSA certificate. */
    @Test
    void aCertificateThatComesBeforeTheRunningOneIsCompared() {
        String pair = "    certs: [certs/shop.crt]\n    keys: [certs/shop.key]\n";
        config.gateway(BASE.replace("certs/rsa", "certs/more")
                        .replace("certs/shop", "certs/rsa")
                        .replace("certs/more", "certs/shop")
                        .replace(pair, ""))
                .identity("shop", CA.server("shop.test"));

        assertThat(plan(edit(
                                "    ssl_protocols: [TLSv1.2, TLSv1.3]\n",
                                pair + "    ssl_protocols: [TLSv1.2, TLSv1.3]\n"))
                        .losses())
                .containsExactly(Loss.SAN_LOST);
    }

    @Test
    void aRenewedCertificateIsSafeAndShownBeforeAndAfter() {
        TestIdentity renewed = TestCa.serverRequest("shop.test", "www.shop.test")
                .valid(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(90)))
                .issuedBy(MIDDLE);

        Plan plan = plan(dir -> dir.identity("shop", renewed));

        assertThat(plan.isLossy()).isFalse();
        Change change = only(plan);
        assertThat(change.kind()).isEqualTo(Change.Kind.SSL);
        assertThat(change.id()).isEqualTo("shop");
        assertThat(change.what()).isEqualTo(Change.What.RENEWED);
        assertThat(change.differences())
                .contains(new Difference("ECDSA serial", serial(SHOP), serial(renewed)))
                .extracting(Difference::field)
                .contains("ECDSA not_after")
                .doesNotContain("RSA serial", "names", "client");
        assertThat(plan.effects()).isEqualTo(new Effects(List.of("ssls/shop"), List.of(), 2, 2));
    }

    @Test
    void aSwitchOfStaplingIsTold() {
        Plan plan = plan(edit("sni: api.test\n", "sni: api.test\n    ocsp_stapling: {enabled: true}\n"));

        assertThat(plan.isLossy()).isFalse();
        Change change = only(plan);
        assertThat(change.what()).isEqualTo(Change.What.CHANGED);
        assertThat(change.differences()).containsExactly(new Difference("ocsp_stapling", "false", "true"));
    }

    @Test
    void everythingOfARedirectIsTold() {
        String route = "  - {id: only, host: only.example, uri: \"/only/*\", upstream_id: web, methods: [GET, POST]";
        Plan plan = plan(edit(
                route + "}", route + ", plugins: {redirect: {http_to_https: true, https_port: 8443, ret_code: 307}}}"));

        assertThat(only(plan).differences())
                .containsExactly(new Difference(
                        "goes to", "upstream web", "redirect to https on port 8443 by 307, else upstream web"));
    }

    @Test
    void whatIsAddedIsSafe() {
        Plan plan =
                plan(edit("routes:\n", """
                routes:
                  - {id: new, host: new.example, uri: /new, upstream_id: web, enable_websocket: true}
                """).andThen(edit("limits: {connections: 100}", "limits: {connections: 200}")));

        assertThat(plan.changes())
                .containsExactly(
                        new Change(
                                Change.Kind.PROCESS,
                                "limits",
                                Change.What.CHANGED,
                                List.of(new Difference("connections", "100", "200")),
                                List.of()),
                        new Change(
                                Change.Kind.ROUTE,
                                "new",
                                Change.What.ADDED,
                                List.of(new Difference(
                                        "new.example /new", "route all, upstream web", "route new, upstream web")),
                                List.of()));
    }

    @Test
    void anObjectThatIsRemovedSaysWhenItWasAskedForLast() {
        Plan plan = plan(edit(
                "  - {id: any, sni: \"*.test\", cert: certs/any.crt, key: certs/any.key, ssl_protocols: [TLSv1.3]}\n",
                ""));

        assertThat(plan.changes().get(0).what()).isEqualTo(Change.What.REMOVED);
        assertThat(plan.changes().get(0).differences()).contains(new Difference("last_handshake", "yesterday", ""));
        assertThat(PlanText.of(plan)).startsWith("ssl any: removed\n").contains("    last_handshake: yesterday\n");
    }

    /** It is known by its first name, and what stood at its place is not what stands there now. */
    @Test
    void anObjectWithoutIdIsComparedWithItselfWhereverItStands() {
        config.gateway(BASE.replace("  - id: api\n    sni: api.test", "  - sni: api.test"));
        String fresh = "ssls:\n  - {sni: fresh.example, cert: certs/shop.crt, key: certs/shop.key}\n";

        Change added = only(plan(edit("ssls:\n", fresh)));

        assertThat(added.what()).isEqualTo(Change.What.ADDED);
        assertThat(added.losses()).isEmpty();
        assertThat(plan(edit("depth: 1,", "depth: 0,")).losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
        assertThat(plan(edit(fresh, "ssls:\n")).losses()).containsExactly(Loss.NAME_LOST, Loss.CONNECTIONS_DRAINED);
    }

    /** A name does not fall to a wildcard unseen. */
    @Test
    void aNameThatAnotherObjectTakesOverIsTold() {
        Plan plan = plan(edit("snis: [shop.test, www.shop.test]", "snis: [www.shop.test]"));

        assertThat(plan.changes())
                .filteredOn(each -> each.kind() == Change.Kind.NAME)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.id()).isEqualTo("shop.test");
                    assertThat(change.what()).isEqualTo(Change.What.CHANGED);
                    assertThat(change.differences()).contains(new Difference("ssl", "shop", "any"));
                    assertThat(change.losses())
                            .containsExactly(Loss.CHAIN_SHORTER, Loss.KEY_KIND_LOST, Loss.PROTOCOL_LOST);
                });
    }

    /** A route that was hidden answers now, and is not as careful. */
    @Test
    void aRouteThatIsUnmaskedIsTold() {
        Plan plan = plan(edit("host: api.test, uri: \"/orders/*\"", "host: api.test, uri: \"/orders/new/*\""));

        Change change = only(plan);
        assertThat(change.differences())
                .contains(new Difference(
                        "api.test /orders/*", "route orders, upstream secure", "route all, upstream web"));
        assertThat(change.losses()).contains(Loss.ROUTE_CLIENT_AUTH_GONE);
    }

    /** It answers before anything is asked of clients, and clear text never reaches a host that asks. */
    @Test
    void aRedirectThatClientsWithoutCertificateGotIsTold() {
        String route = "  - {id: old, host: %s, uri: /old, upstream_id: web%s}\n";
        String redirect = ", plugins: {redirect: {uri: \"http://new.example/\"}}";
        config.gateway(BASE + String.format(route, "\"*.test\"", redirect));

        assertThat(plan(edit(redirect, "")).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        config.gateway(BASE + String.format(route, "only.example", redirect));
        assertThat(plan(edit(redirect, "")).losses()).isEmpty();
    }

    /** Under a wildcard there are hosts that ask nobody: their routes are closed, and one for any host is not. */
    @Test
    void whoMayUseARouteForAnyHostIsTold() {
        String route = "  - {id: checked, uri: /two, upstream_id: web, client_auth: {}, host: \"*.test\"}\n";
        config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\",") + route);

        assertThat(plan(edit(", host: \"*.test\"}", "}")).losses()).containsExactly(Loss.ROUTE_CLIENT_AUTH_WEAKER);
        assertThat(plan(edit("client_auth: {}}", "client_auth: {}, host: \"*.test\"}"))
                        .losses())
                .containsExactly(Loss.ROUTE_LOST, Loss.ROUTE_CLIENT_AUTH_STRICTER);
    }

    @Test
    void nobodyLosesARouteThatAnsweredNobody() {
        config.gateway(
                BASE.replace("uri: /moved, upstream_id: web,", "uri: /moved,").replace("moved.example", "api.test"));

        assertThat(plan(edit("uri: /moved,", "uri: /moved, upstream_id: web, client_auth: {},"))
                        .isLossy())
                .isFalse();
    }

    /** One that is for some addresses is not changed by what the others get from other routes. */
    @Test
    void aRouteThatAnswersTheSameIsNotNamed() {
        config.gateway(BASE + "  - {id: deep, uri: /deep/*, upstream_id: web, remote_addrs: [10.0.0.0/8]}\n");

        assertThat(plan(edit("{id: all, uri: \"/*\",", "{id: all, uri: \"/*\", methods: [GET],"))
                        .changes())
                .extracting(Change::id)
                .containsExactly("all");
    }

    @Test
    void anUpstreamWrittenInARouteIsToldOnce() {
        config.gateway(BASE + "  - {id: own, uri: /own, upstream: {nodes: {\"127.0.0.1:9001\": 1}}}\n");

        assertThat(only(plan(edit(
                                "upstream: {nodes: {\"127.0.0.1:9001\": 1}}",
                                "upstream: {nodes: {\"127.0.0.1:9003\": 1}}")))
                        .kind())
                .isEqualTo(Change.Kind.UPSTREAM);
    }

    @Test
    void aKeyOfTheProcessIsNotToldOfEachObject() {
        Plan plan = plan(edit("upstreams:\n", "tls: {session_tickets: false}\nupstreams:\n"));

        assertThat(only(plan).kind()).isEqualTo(Change.Kind.PROCESS);
        assertThat(plan.effects().rebuilt()).hasSize(3);
    }

    @Test
    void objectsWithoutIdAreToldApartByTheirNames() {
        config.gateway(BASE.replace("  - id: api\n    sni: api.test", "  - snis: [api.test, old.test]"));

        assertThat(plan(edit("snis: [api.test, old.test]", "snis: [old.test, api.test]"))
                        .changes())
                .filteredOn(change -> change.kind() == Change.Kind.NAME)
                .flatExtracting(Change::differences)
                .contains(new Difference("ssl", "sni:api.test", "sni:old.test"));
    }

    /** Of two that are otherwise equal, the first one in the files answers. */
    @Test
    void anotherOrderOfRoutesIsTold() {
        String guarded = "  - {id: guarded, host: api.test, uri: /two, upstream_id: web, client_auth: {}}\n";
        String open = "  - {id: open, host: api.test, uri: /two, upstream_id: web}\n";
        config.gateway(BASE + guarded + open);

        Plan plan = plan(dir -> dir.gateway(BASE + open + guarded));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_CLIENT_AUTH_GONE);
        assertThat(only(plan).differences())
                .containsExactly(
                        new Difference("api.test /two", "route guarded, upstream web", "route open, upstream web"));
        assertThat(plan(dir -> dir.gateway(BASE.replace("routes:\n", "routes:\n" + open) + guarded))
                        .changes())
                .as("where nothing comes of it")
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void isLossy(Case lossy) {
        Plan plan = plan(lossy.edit);
        assertThat(plan.isLossy()).isTrue();
        assertThat(plan.losses()).containsExactlyElementsOf(lossy.expected);
        assertThat(readBack(plan)).isEqualTo(plan);
        assertThat(PlanText.of(plan)).contains("  ! ").contains("verdict: lossy, ");
    }

    @Test
    void aNameThatIsQuarantinedIsNotOpenedWithoutAWord() {
        String api = "  - id: api\n    sni: api.test\n    cert: certs/api.crt\n    key: certs/api.key\n";
        String client = "    client: {ca: certs/clients.crt, depth: 1, crl: certs/clients.crl}\n";
        String base = BASE.replace(", client_auth: {allow: {subject_cn: [alice]}}", "")
                .replace("limits:", "on_invalid_object: quarantine\nlimits:");
        config.gateway(base).file("certs/api.key", SHOP.keyPem());
        Loaded sick = load();

        Plan removed = plan(sick, base.replace(api + client, ""));
        assertThat(PlanText.of(removed))
                .contains("name api.test: changed")
                .contains("ssl api: removed")
                .contains("client: required -> none");
        assertThat(removed.losses()).containsExactly(Loss.CLIENT_POLICY_GONE);
        assertThat(plan(sick, base.replace(api + client, "").replace("\"*.test\"", "other.example"))
                        .losses())
                .as("it would be forwarded in clear text")
                .contains(Loss.CLIENT_POLICY_GONE);
        assertThat(plan(sick, base.replace("depth: 1", "depth: 2")).losses())
                .as("still quarantined")
                .isEmpty();

        config.identity("api", CA.server("api.test"));
        assertThat(plan(sick, base).losses()).as("it comes back as it was").isEmpty();
        assertThat(plan(sick, base.replace("depth: 1", "depth: 2")).losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER);
        assertThat(plan(sick, base.replace(client, "")).losses()).containsExactly(Loss.CLIENT_POLICY_GONE);
    }

    private Plan plan(Loaded before, String after) {
        config.gateway(after);
        return Planner.plan(before, load(), NOW, ssl -> "");
    }

    /** The table has no line that nothing can cause. */
    @Test
    void everyLossHasACase() {
        Set<Loss> seen = EnumSet.noneOf(Loss.class);
        losses().forEach(each -> seen.addAll(each.expected));
        assertThat(seen).containsExactlyInAnyOrder(Loss.values());
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
                lossy(edit("id: any,", "id: other,"), Loss.CONNECTIONS_DRAINED),
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
                lossy(edit("nodes: {\"127.0.0.1:9001\": 1}", "nodes: {}"), Loss.UPSTREAM_EMPTY),
                lossy(
                        edit("upstreams:\n", "upstreams:\n  - {id: empty, nodes: {}}\n")
                                .andThen(edit("uri: /moved, upstream_id: web,", "uri: /moved, upstream_id: empty,")),
                        Loss.UPSTREAM_EMPTY),
                lossy(edit("verify: true", "verify: false"), Loss.UPSTREAM_NOT_VERIFIED),
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

    private static Consumer<ConfigDir> edit(String from, String to) {
        return dir -> {
            String before = read(dir);
            assertThat(before).contains(from);
            dir.gateway(before.replace(from, to));
        };
    }

    private static String read(ConfigDir dir) {
        try {
            return Files.readString(dir.gatewayYaml());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Plan plan(Consumer<ConfigDir> edit) {
        Loaded before = load();
        edit.accept(config);
        Loaded after = load();
        return Planner.plan(before, after, NOW, ssl -> "yesterday");
    }

    private Loaded load() {
        return load(config.gatewayYaml());
    }

    private static Loaded load(Path file) {
        ConfigLoader.Result result = new ConfigLoader(file, Clock.systemUTC()).load();
        return result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
    }

    private static Change only(Plan plan) {
        assertThat(plan.changes()).hasSize(1);
        return plan.changes().get(0);
    }

    private static String serial(TestIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
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
