// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static io.gatehouse.core.plan.PlanFixture.BASE;
import static io.gatehouse.core.plan.PlanFixture.CA;
import static io.gatehouse.core.plan.PlanFixture.NOW;
import static io.gatehouse.core.plan.PlanFixture.OLD_SSL;
import static io.gatehouse.core.plan.PlanFixture.edit;
import static io.gatehouse.core.plan.PlanFixture.load;
import static io.gatehouse.core.plan.PlanFixture.only;
import static io.gatehouse.core.plan.PlanFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plans say of edits of the process and of upstreams, and how they are put. */
class PlannerTest {
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
    void nothingChanges() {
        Plan plan = fixture.plan(dir -> {});
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.effects()).isEqualTo(new Effects(List.of(), List.of(), 3, 2));
        assertThat(PlanText.of(plan))
                .isEqualTo("kept:    3 ssl objects, 2 listeners\nverdict: safe, nothing changes\n");
    }

    /** The gateway was started with a relative path, and the question names the absolute one. */
    @Test
    void theSameFileByAnotherWayChangesNothing() {
        fixture.config
                .file("tickets.key", "k".repeat(48))
                .gateway(BASE.replace("id: shop\n    ", "").replace("id: moved, ", "")
                        + "tls: {session_ticket_keys: [tickets.key]}\n");
        Path file = fixture.config.gatewayYaml().toAbsolutePath();
        Path relative = Path.of("").toAbsolutePath().relativize(file);

        assertThat(Planner.plan(load(relative), load(file), NOW, ssl -> "").changes())
                .isEmpty();
    }

    @Test
    void keysOfTheProcessAreToldInTheWordsOfTheConfiguration() {
        fixture.config.file("tickets.key", "k".repeat(48));

        Plan plan = fixture.plan(dir -> dir.gateway(read(dir) + """
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
    void whatAnUpstreamMustShowIsComparedWithWhatItMustShowNow() {
        fixture.config.authority("other", CA).gateway(BASE.replace("verify: true", "ca_certs: [certs/clients.crt]"));

        assertThat(fixture.plan(edit("[certs/clients.crt]", "[certs/other.crt, certs/clients.crt]"))
                        .losses())
                .containsExactly(Loss.UPSTREAM_WEAKER);
        assertThat(fixture.plan(edit("[certs/other.crt, certs/clients.crt]", "[certs/clients.crt], verify: false"))
                        .losses())
                .containsExactly(Loss.UPSTREAM_NOT_VERIFIED);
        assertThat(fixture.plan(edit(", verify: false", "")).losses()).containsExactly(Loss.UPSTREAM_STRICTER);
    }

    @Test
    void timeoutsThatGrowAndIdleConnectionsThatEndEarlierAreSafe() {
        Plan plan = fixture.plan(edit("limits:", "timeouts: {idle: 1s, body: 2m}\nlimits:")
                .andThen(edit("{id: web,", "{id: web, timeout: {read: 2m},"))
                .andThen(edit("{id: only,", "{id: only, timeout: {read: 61s},")));

        assertThat(plan.losses()).isEmpty();
    }

    @Test
    void aGatewayThatWouldNotBeReadyAnyMoreIsTold() {
        String degrade = "expiry: {readiness: degrade}\n";
        Consumer<ConfigDir> takesOld = edit("ssls:\n", "ssls:\n  - " + OLD_SSL);

        assertThat(fixture.plan(takesOld).isLossy()).isFalse();
        assertThat(fixture.plan(dir -> dir.gateway(read(dir) + degrade)).losses())
                .containsExactly(Loss.READINESS_LOST);
        assertThat(fixture.plan(edit("connections: 100", "connections: 200")).isLossy())
                .isFalse(); // it is not ready now either

        fixture.config.gateway(BASE + degrade);
        assertThat(PlanText.of(fixture.plan(takesOld)))
                .contains("/readyz: 200 -> 503")
                .contains("! readiness_lost");
    }

    @Test
    void fieldsOfAnUpstreamAreToldInTheWordsOfTheConfiguration() {
        Plan plan = fixture.plan(edit(
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
    void anUpstreamUnderAnotherIdIsComparedToo() {
        assertThat(fixture.plan(edit(", upstream_id: secure,", ", upstream_id: web,"))
                        .losses())
                .containsExactly(Loss.UPSTREAM_CLEAR_TEXT);
    }

    @Test
    void whatIsAddedIsSafe() {
        Plan plan = fixture.plan(
                edit("routes:\n", """
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
    void anUpstreamWrittenInARouteIsToldOnce() {
        fixture.config.gateway(BASE + "  - {id: own, uri: /own, upstream: {nodes: {\"127.0.0.1:9001\": 1}}}\n");

        assertThat(only(fixture.plan(edit(
                                "upstream: {nodes: {\"127.0.0.1:9001\": 1}}",
                                "upstream: {nodes: {\"127.0.0.1:9003\": 1}}")))
                        .kind())
                .isEqualTo(Change.Kind.UPSTREAM);
    }

    @Test
    void aKeyOfTheProcessIsNotToldOfEachObject() {
        Plan plan = fixture.plan(edit("upstreams:\n", "tls: {session_tickets: false}\nupstreams:\n"));

        assertThat(only(plan).kind()).isEqualTo(Change.Kind.PROCESS);
        assertThat(plan.effects().rebuilt()).hasSize(3);
    }
}
