// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static io.gatehouse.core.plan.PlanFixture.BASE;
import static io.gatehouse.core.plan.PlanFixture.edit;
import static io.gatehouse.core.plan.PlanFixture.only;
import static io.gatehouse.core.plan.PlanFixture.read;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plans say of edits of routes: looked up as requests are, before and after. */
class RouteChangesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlanFixture fixture;

    @BeforeEach
    void write() {
        fixture = new PlanFixture(folder);
    }

    @Test
    void aRouteWithoutIdAboveOthersWithoutIdIsTheOnlyChange() {
        fixture.config.gateway(
                BASE.replace("id: all, ", "").replace("id: orders, ", "").replace("id: inner, ", ""));

        Plan plan = fixture.plan(edit(
                "routes:\n", "routes:\n  - {host: new.example, uri: /*, upstream_id: web, enable_websocket: true}\n"));

        assertThat(PlanText.of(plan))
                .startsWith("route new.example/*@gateway.yaml: added\n")
                .endsWith("safe, 1 change\n");
    }

    @Test
    void clientsThatFallOutOfARangeAreTold() {
        Plan plan = fixture.plan(edit("remote_addrs: [10.0.0.0/8]", "remote_addrs: [10.0.0.0/9, 10.192.0.0/10]"));

        assertThat(PlanText.of(plan))
                .contains("www.shop.test /inner from 10.128.0.0")
                .contains("verdict: safe");
    }

    @Test
    void clientsThatAnotherRouteLetsInAreTold() {
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\","));

        Plan plan = fixture.plan(edit("{id: all, uri: \"/all/*\",", "{id: all, uri: \"/*\","));

        assertThat(PlanText.of(plan)).contains("! route_open_to_more").contains("verdict: lossy");
    }

    /** Nobody is in both ranges. */
    @Test
    void otherClientsThatAnotherRouteLetsInAreTold() {
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\","));
        String more =
                "  - {id: more, host: www.shop.test, uri: /%s, upstream_id: web, enable_websocket: true, remote_addrs: [192.0.2.0/24]}\n";

        assertThat(fixture.plan(dir -> dir.gateway(read(dir) + String.format(more, "*")))
                        .losses())
                .containsExactly(Loss.ROUTE_OPEN_TO_MORE);
        assertThat(fixture.plan(edit(String.format(more, "*"), String.format(more, "inner/*")))
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
        fixture.config.gateway(BASE + "  - {id: plain, " + plain + ", upstream_id: web}\n" + route);

        assertThat(fixture.plan(edit(route, "")).losses()).containsExactly(Loss.WEBSOCKET_LOST);
        assertThat(fixture.plan(dir -> dir.gateway(read(dir) + route)).isLossy())
                .isFalse();
    }

    @Test
    void clientsOfTheOtherFamilyAreAskedForToo() {
        Plan plan = fixture.plan(edit("uri: /moved,", "uri: /moved, remote_addrs: [0.0.0.0/0],"));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_CLEAR_TEXT);
    }

    @Test
    void noHostOfManyIsLeftOut() {
        String many =
                IntStream.range(0, 600).mapToObj(i -> ", h" + i + ".example").collect(joining());
        fixture.config.gateway(BASE.replace("host: moved.example,", "hosts: [moved.example" + many + "],"));

        assertThat(fixture.plan(edit(", h599.example", "")).losses()).containsExactly(Loss.ROUTE_CLEAR_TEXT);
    }

    @Test
    void thatNotAllRequestsOfARouteAreLookedUpIsTold() {
        String hosts =
                IntStream.range(0, 400).mapToObj(i -> "h" + i + ".example").collect(joining(", "));
        String uris = IntStream.range(0, 300).mapToObj(i -> "/" + i).collect(joining(", "));
        String many = "  - {id: many, hosts: [" + hosts + "], uris: [" + uris + "], upstream_id: web, priority: 1}\n";
        fixture.config.gateway(BASE + many);

        assertThat(PlanText.of(fixture.plan(edit("priority: 1}", "priority: 2}"))))
                .contains("requests looked up: all -> the first 100000");
    }

    /** One place, one route, and two ends: the second is not left out because of the first. */
    @Test
    void whatBecomesOfEachClientIsTold() {
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\",")
                .replace("remote_addrs: [10.0.0.0/8]", "remote_addrs: [10.0.0.0/8, 11.0.0.0/8]"));

        Plan plan = fixture.plan(edit("id: inner,", "id: other,")
                .andThen(edit("remote_addrs: [10.0.0.0/8, 11.0.0.0/8]", "remote_addrs: [10.0.0.0/8]")));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_LOST);
        assertThat(plan.changes())
                .flatExtracting(Change::differences)
                .anyMatch(each -> each.after().equals("no route"));
    }

    /** Whoever was led elsewhere gets there now. */
    @Test
    void aRouteUnderAnotherIdIsOpenedToo() {
        fixture.config.gateway(
                BASE.replace("uri: \"/inner\", upstream_id: web", "uri: \"/inner\", upstream_id: secure"));

        Plan plan = fixture.plan(edit("id: inner,", "id: other,").andThen(edit(", remote_addrs: [10.0.0.0/8]", "")));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_OPEN_TO_MORE);
        assertThat(fixture.plan(edit("id: other,", "id: third,")).isLossy()).isFalse();
    }

    @Test
    void everythingOfARedirectIsTold() {
        String route = "  - {id: only, host: only.example, uri: \"/only/*\", upstream_id: web, methods: [GET, POST]";
        Plan plan = fixture.plan(edit(
                route + "}", route + ", plugins: {redirect: {http_to_https: true, https_port: 8443, ret_code: 307}}}"));

        assertThat(only(plan).differences())
                .containsExactly(new Difference(
                        "goes to", "upstream web", "redirect to https on port 8443 by 307, else upstream web"));
    }

    /** A route that was hidden answers now, and is not as careful. */
    @Test
    void aRouteThatIsUnmaskedIsTold() {
        Plan plan = fixture.plan(edit("host: api.test, uri: \"/orders/*\"", "host: api.test, uri: \"/orders/new/*\""));

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
        fixture.config.gateway(BASE + String.format(route, "\"*.test\"", redirect));

        assertThat(fixture.plan(edit(redirect, "")).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        fixture.config.gateway(BASE + String.format(route, "\"*.test\"", redirect));
        assertThat(fixture.plan(edit(redirect, ", plugins: {redirect: {http_to_https: true}}"))
                        .losses())
                .as("connections for other names are by https already")
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
        fixture.config.gateway(BASE + String.format(route, "only.example", redirect));
        assertThat(fixture.plan(edit(redirect, "")).losses()).isEmpty();
    }

    /** A redirect comes first. */
    @Test
    void whoMayUseARouteThatOnlyRedirectsIsNoMatter() {
        String route =
                "  - {id: old, host: api.test, uri: /old, plugins: {redirect: {uri: \"http://new.example/\"}}%s}\n";
        fixture.config.gateway(BASE + String.format(route, ""));

        assertThat(fixture.plan(edit(String.format(route, ""), String.format(route, ", client_auth: {}")))
                        .losses())
                .isEmpty();
    }

    /** Under a wildcard there are hosts that ask nobody: their routes are closed, and one for any host is not. */
    @Test
    void whoMayUseARouteForAnyHostIsTold() {
        String route = "  - {id: checked, uri: /two, upstream_id: web, client_auth: {}, host: \"*.test\"}\n";
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, uri: \"/all/*\",") + route);

        assertThat(fixture.plan(edit(", host: \"*.test\"}", "}")).losses())
                .containsExactly(Loss.ROUTE_CLIENT_AUTH_WEAKER);
        assertThat(fixture.plan(edit("client_auth: {}}", "client_auth: {}, host: \"*.test\"}"))
                        .losses())
                .containsExactly(Loss.ROUTE_LOST, Loss.ROUTE_CLIENT_AUTH_STRICTER);
    }

    @Test
    void nobodyLosesARouteThatAnsweredNobody() {
        fixture.config.gateway(
                BASE.replace("uri: /moved, upstream_id: web,", "uri: /moved,").replace("moved.example", "api.test"));

        assertThat(fixture.plan(edit("uri: /moved,", "uri: /moved, upstream_id: web, client_auth: {},"))
                        .isLossy())
                .isFalse();
    }

    /** One that is for some addresses is not changed by what the others get from other routes. */
    @Test
    void aRouteThatAnswersTheSameIsNotNamed() {
        fixture.config.gateway(BASE + "  - {id: deep, uri: /deep/*, upstream_id: web, remote_addrs: [10.0.0.0/8]}\n");

        assertThat(fixture.plan(edit("{id: all, uri: \"/*\",", "{id: all, uri: \"/*\", methods: [GET],"))
                        .changes())
                .extracting(Change::id)
                .containsExactly("all");
    }

    /** Of two that are otherwise equal, the first one in the files answers. */
    @Test
    void anotherOrderOfRoutesIsTold() {
        String guarded = "  - {id: guarded, host: api.test, uri: /two, upstream_id: web, client_auth: {}}\n";
        String open = "  - {id: open, host: api.test, uri: /two, upstream_id: web}\n";
        fixture.config.gateway(BASE + guarded + open);

        Plan plan = fixture.plan(dir -> dir.gateway(BASE + open + guarded));

        assertThat(plan.losses()).containsExactly(Loss.ROUTE_CLIENT_AUTH_GONE);
        assertThat(only(plan).differences())
                .containsExactly(
                        new Difference("api.test /two", "route guarded, upstream web", "route open, upstream web"));
        assertThat(fixture.plan(dir -> dir.gateway(BASE.replace("routes:\n", "routes:\n" + open) + guarded))
                        .changes())
                .as("where nothing comes of it")
                .isEmpty();
    }
}
