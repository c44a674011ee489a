// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static io.gatehouse.core.plan.PlanFixture.BASE;
import static io.gatehouse.core.plan.PlanFixture.CA;
import static io.gatehouse.core.plan.PlanFixture.CLIENTS;
import static io.gatehouse.core.plan.PlanFixture.MIDDLE;
import static io.gatehouse.core.plan.PlanFixture.NOW;
import static io.gatehouse.core.plan.PlanFixture.SHOP;
import static io.gatehouse.core.plan.PlanFixture.edit;
import static io.gatehouse.core.plan.PlanFixture.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plans say of edits of ssl objects: their certificates, names and client policies. */
class SslChangesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlanFixture fixture;

    @BeforeEach
    void write() {
        fixture = new PlanFixture(folder);
    }

    /** No handshake was answered for it, but in clear text everybody was served. */
    @Test
    void aHostThatNoObjectHadAsksForCertificates() {
        String fresh = "  - {id: fresh, sni: \"*.fresh.example\", cert: certs/api.crt, key: certs/api.key,"
                + " client: {ca: certs/clients.crt}}\nupstreams:\n";

        assertThat(fixture.plan(edit("upstreams:\n", fresh)).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        assertThat(fixture.plan(edit(fresh, "upstreams:\n")).losses())
                .containsExactly(Loss.NAME_LOST, Loss.CLIENT_POLICY_GONE, Loss.CONNECTIONS_DRAINED);
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, host: a.fresh.example, uri: \"/*\","));
        assertThat(fixture.plan(edit("upstreams:\n", fresh)).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        fixture.config.gateway(BASE.replace("{id: all, uri: \"/*\",", "{id: all, host: \"*.test\", uri: \"/*\","));
        assertThat(fixture.plan(edit("upstreams:\n", fresh)).losses())
                .as("nobody was served")
                .isEmpty();
    }

    /** A redirect comes before what a connection lacks, but not before what is said of paths, and of clients that are revoked. */
    @ParameterizedTest
    @ValueSource(strings = {", skip_mtls_uri_regex: [^/open]", ", crl: certs/clients.crl"})
    void aHostThatWasRedirectedJudgesClientsOfOtherNames(String policy) {
        String client = "client: {ca: certs/clients.crt, depth: 1" + policy + "}";
        String base = BASE.replace("client: {ca: certs/clients.crt, depth: 1, crl: certs/clients.crl}", client)
                .replace("{id: all, uri: \"/*\",", "{id: all, host: shop.test, uri: \"/*\",")
                .replace(", client_auth: {allow: {subject_cn: [alice]}}", "")
                .replaceFirst("(?m)^.*only.example.*\n", "")
                .replaceFirst("(?m)^.*moved.example.*\n", "");
        String redirect = "  - {id: old, host: old.example, uri: /*, plugins: {redirect: {uri: /new}}}\n";
        fixture.config.gateway(base + redirect);
        Loaded before = fixture.load();
        String after = "tls: {default_ssl: api}\n" + base;

        assertThat(plan(before, after + redirect).losses()).containsExactly(Loss.CLIENT_POLICY_STRICTER);
        assertThat(plan(before, (after + redirect).replace("depth: 1", "depth: 2"))
                        .changes())
                .as("no connection enforced these terms")
                .noneMatch(each -> each.kind() == Change.Kind.NAME);
    }

    /** Without a list of their CA clients are refused, and with one that is stale. */
    @Test
    void revocationListsThatDoNotCountAnyMoreAreTold() {
        Instant start = NOW.minus(Duration.ofDays(9));
        Instant end = NOW.plus(Duration.ofDays(9));
        String list = TestCrl.of(CLIENTS).valid(start, end).pem();
        String other = TestCrl.of(CA).valid(start, end).pem();
        fixture.config.file("certs/clients.crt", CLIENTS.pem() + CA.pem()).file("certs/clients.crl", list + other);

        assertThat(fixture.plan(dir -> dir.file("certs/clients.crl", list)).losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
        assertThat(fixture.plan(dir -> dir.file("certs/clients.crl", list + other))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER);
        String stale = TestCrl.of(CA)
                .valid(start.plusSeconds(60), NOW.minusSeconds(60))
                .pem();
        assertThat(fixture.plan(dir -> dir.file("certs/clients.crl", list + stale))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
    }

    /** A certificate that does not verify ends the handshake under the one, and counts as none under the other. */
    @Test
    void optionalAndByPathAreEachWeakerAndStricter() {
        fixture.config.gateway(BASE.replace("depth: 1,", "mode: optional,"));

        assertThat(fixture.plan(edit("mode: optional,", "skip_mtls_uri_regex: [^/public],"))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER, Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
        assertThat(fixture.plan(edit("skip_mtls_uri_regex: [^/public],", "mode: optional,"))
                        .losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER, Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
    }

    /** Clients that verify both get the ECDSA certificate. */
    @Test
    void aCertificateThatComesBeforeTheRunningOneIsCompared() {
        String pair = "    certs: [certs/shop.crt]\n    keys: [certs/shop.key]\n";
        fixture.config
                .gateway(BASE.replace("certs/rsa", "certs/more")
                        .replace("certs/shop", "certs/rsa")
                        .replace("certs/more", "certs/shop")
                        .replace(pair, ""))
                .identity("shop", CA.server("shop.test"));

        assertThat(fixture.plan(edit(
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

        Plan plan = fixture.plan(dir -> dir.identity("shop", renewed));

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
        Plan plan = fixture.plan(edit("sni: api.test\n", "sni: api.test\n    ocsp_stapling: {enabled: true}\n"));

        assertThat(plan.isLossy()).isFalse();
        Change change = only(plan);
        assertThat(change.what()).isEqualTo(Change.What.CHANGED);
        assertThat(change.differences()).containsExactly(new Difference("ocsp_stapling", "false", "true"));
    }

    @Test
    void anObjectThatIsRemovedSaysWhenItWasAskedForLast() {
        Plan plan = fixture.plan(edit(
                "  - {id: any, sni: \"*.test\", cert: certs/any.crt, key: certs/any.key, ssl_protocols: [TLSv1.3]}\n",
                ""));

        assertThat(plan.changes().get(0).what()).isEqualTo(Change.What.REMOVED);
        assertThat(plan.changes().get(0).differences()).contains(new Difference("last_handshake", "yesterday", ""));
        assertThat(PlanText.of(plan)).startsWith("ssl any: removed\n").contains("    last_handshake: yesterday\n");
    }

    /** It is known by its first name, and what stood at its place is not what stands there now. */
    @Test
    void anObjectWithoutIdIsComparedWithItselfWhereverItStands() {
        fixture.config.gateway(BASE.replace("  - id: api\n    sni: api.test", "  - sni: api.test"));
        String fresh = "ssls:\n  - {sni: fresh.example, cert: certs/shop.crt, key: certs/shop.key}\n";

        Change added = only(fixture.plan(edit("ssls:\n", fresh)));

        assertThat(added.what()).isEqualTo(Change.What.ADDED);
        assertThat(added.losses()).isEmpty();
        assertThat(fixture.plan(edit("depth: 1,", "depth: 0,")).losses())
                .containsExactly(Loss.CLIENT_POLICY_STRICTER, Loss.CONNECTIONS_DRAINED);
        assertThat(fixture.plan(edit(fresh, "ssls:\n")).losses())
                .containsExactly(Loss.NAME_LOST, Loss.CONNECTIONS_DRAINED);
    }

    /** A name does not fall to a wildcard unseen. */
    @Test
    void aNameThatAnotherObjectTakesOverIsTold() {
        Plan plan = fixture.plan(edit("snis: [shop.test, www.shop.test]", "snis: [www.shop.test]"));

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

    /** Its connections go on; only its contexts are made anew. */
    @Test
    void anObjectThatIsCalledOtherwiseIsTheSame() {
        Plan plan = fixture.plan(edit("id: api", "id: orders"));

        assertThat(plan.isLossy()).isFalse();
        assertThat(only(plan).differences()).containsExactly(new Difference("id", "api", "orders"));
        assertThat(plan.effects().drained()).isEmpty();
        assertThat(plan.effects().rebuilt()).containsExactly("ssls/orders");
    }

    @Test
    void anObjectWithoutIdIsTheSameInAnotherOrderOfItsNames() {
        fixture.config.gateway(BASE.replace("  - id: api\n    sni: api.test", "  - snis: [api.test, old.test]"));

        Plan plan = fixture.plan(edit("snis: [api.test, old.test]", "snis: [old.test, api.test]"));

        assertThat(plan.isLossy()).isFalse();
        assertThat(only(plan).differences())
                .containsExactly(
                        new Difference("id", "sni:api.test", "sni:old.test"),
                        new Difference("names", "api.test, old.test", "old.test, api.test"));
    }

    @Test
    void aNameThatIsQuarantinedIsNotOpenedWithoutAWord() {
        String api = "  - id: api\n    sni: api.test\n    cert: certs/api.crt\n    key: certs/api.key\n";
        String client = "    client: {ca: certs/clients.crt, depth: 1, crl: certs/clients.crl}\n";
        String base = BASE.replace(", client_auth: {allow: {subject_cn: [alice]}}", "")
                .replace("limits:", "on_invalid_object: quarantine\nlimits:");
        fixture.config.gateway(base).file("certs/api.key", SHOP.keyPem());
        Loaded sick = fixture.load();

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

        fixture.config.identity("api", CA.server("api.test"));
        assertThat(plan(sick, base).losses()).as("it comes back as it was").isEmpty();
        assertThat(plan(sick, base.replace("depth: 1", "depth: 2")).losses())
                .containsExactly(Loss.CLIENT_POLICY_WEAKER);
        assertThat(plan(sick, base.replace(client, "")).losses()).containsExactly(Loss.CLIENT_POLICY_GONE);
    }

    /** What no ssl object answers is served in clear text. */
    @Test
    void aHostInClearTextIsNotTakenAwayWithoutAWord() {
        String base = BASE.replace("{id: all, uri", "{id: all, host: \"*.test\", uri")
                .replace("limits:", "on_invalid_object: quarantine\nlimits:");
        String faulty = "  - {id: more, sni: %s, cert: certs/any.crt, key: certs/shop.key}\nupstreams:\n";
        String asking =
                "  - {id: more, sni: \"*\", cert: certs/any.crt, key: certs/any.key, client: {ca: certs/clients.crt}}\nupstreams:\n";
        fixture.config.gateway(base);
        Loaded before = fixture.load();

        assertThat(plan(before, base.replace("upstreams:\n", faulty.replace("%s", "only.example")))
                        .losses())
                .as("its object is quarantined")
                .containsExactly(Loss.NAME_QUARANTINED);
        assertThat(plan(before, base.replace("upstreams:\n", faulty.replace("%s", "free.example")))
                        .losses())
                .as("no route is for it")
                .isEmpty();
        String alone = base.replaceFirst("(?m)^.*only.example.*\n", "");
        fixture.config.gateway(alone);
        assertThat(plan(fixture.load(), alone.replace("upstreams:\n", asking)).losses())
                .as("such as a.b.test, which '*.test' of the route covers, and '*.test' of the ssl object does not")
                .containsExactly(Loss.CLIENT_POLICY_STRICTER);
    }

    private Plan plan(Loaded before, String after) {
        fixture.config.gateway(after);
        return Planner.plan(before, fixture.load(), NOW, ssl -> "");
    }

    private static String serial(TestIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }
}
