// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.HostPattern;
import io.gatehouse.tls.SslIndex.Reason;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.fixtures.TestCa;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SslIndexTest {
    private static final TestCa CA = TestCa.create("index");
    private static final SslObject EXACT = object("exact", "www.example.com", "api.example.com");
    private static final SslObject WILDCARD = object("wildcard", "*.example.com");
    private static final SslObject ANY = object("any", "*");
    private static final Quarantined SICK = new Quarantined(
            "sick",
            List.of(
                    HostPattern.parse("sick.example.com").orElseThrow(),
                    HostPattern.parse("*.sick.test").orElseThrow()),
            List.of("key"),
            Optional.empty());

    @Test
    void tellsWhichObjectsAreNotThoseOfAnother() {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(), "", "");
        SslObject renewed = object("exact", "www.example.com");

        assertThat(index.otherThan(index)).isEmpty();
        assertThat(index.otherThan(new SslIndex(List.of(ANY, WILDCARD, EXACT), List.of(), "", "")))
                .isEmpty();
        assertThat(new SslIndex(List.of(renewed, WILDCARD), List.of(), "", "").otherThan(index))
                .containsExactly(renewed);
        assertThat(new SslIndex(List.of(EXACT, ANY, WILDCARD), List.of(), "", "").otherThan(index))
                .containsExactly(ANY);
    }

    @Test
    void theNextIndexAnswersLikeOneThatIsMadeAnew() {
        SslIndex before = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "www.example.com", "wildcard");
        SslObject renewed = object("exact", "www.example.com", "api.example.com");
        SslObject renamed = object("exact", "new.example.com", "api.example.com");
        SslObject wellAgain = object("sick", "sick.example.com", "*.sick.test");

        assertThat(before.with(List.of(EXACT, WILDCARD))).isSameAs(before);
        answersLikeNew(before, List.of(renewed, WILDCARD), List.of(SICK), "www.example.com", "wildcard");
        answersLikeNew(before, List.of(EXACT, WILDCARD), List.of(SICK), "api.example.com", "exact");
        answersLikeNew(before, List.of(WILDCARD, EXACT), List.of(SICK), "www.example.com", "wildcard");
        answersLikeNew(before, List.of(renamed, WILDCARD), List.of(SICK), "new.example.com", "wildcard");
        answersLikeNew(before, List.of(EXACT), List.of(SICK), "", "");
        answersLikeNew(before, List.of(EXACT, WILDCARD, wellAgain), List.of(), "sick.example.com", "sick");
        answersLikeNew(before, List.of(EXACT, ANY), List.of(SICK), "www.example.com", "any");
    }

    private static void answersLikeNew(
            SslIndex before, List<SslObject> objects, List<Quarantined> sick, String fallbackSni, String defaultSsl) {
        SslIndex next = before.next(objects, sick, fallbackSni, defaultSsl);
        SslIndex anew = new SslIndex(objects, sick, fallbackSni, defaultSsl);

        assertThat(next.objects()).isEqualTo(anew.objects());
        for (String name : List.of(
                "www.example.com",
                "api.example.com",
                "new.example.com",
                "x.example.com",
                "sick.example.com",
                "a.test")) {
            assertThat(next.bySni(name)).as(name).isEqualTo(anew.bySni(name));
            assertThat(next.candidates(name)).as(name).isEqualTo(anew.candidates(name));
        }
        assertThat(next.bySni(null)).isEqualTo(anew.bySni(null));
        for (String id : List.of("exact", "wildcard", "any", "sick")) {
            assertThat(next.byId(id)).as(id).isSameAs(anew.byId(id));
        }
    }

    @ParameterizedTest(name = "{0} -> {1} by {2}")
    @CsvSource({
        "www.example.com, exact, EXACT, www.example.com",
        "other.example.com, wildcard, WILDCARD, *.example.com",
        "example.com, , UNKNOWN_NAME, ''",
        "a.b.example.com, , UNKNOWN_NAME, ''",
        "sick.example.com, , QUARANTINED, sick.example.com",
        "x.sick.test, , QUARANTINED, *.sick.test",
        ", , NO_SNI, ''",
    })
    void withoutDefaults(String name, String id, Reason reason, String pattern) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "", "");
        check(index.bySni(name), id, reason, pattern);
    }

    @ParameterizedTest(name = "{0} -> {1} by {2}")
    @CsvSource({
        "other.test, any, CATCH_ALL, *",
        "a.b.example.com, any, CATCH_ALL, *",
        "sick.example.com, , QUARANTINED, sick.example.com",
        ", , NO_SNI, ''",
    })
    void withACatchAll(String name, String id, Reason reason, String pattern) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD, ANY), List.of(SICK), "", "");
        check(index.bySni(name), id, reason, pattern);
    }

    @ParameterizedTest(name = "{0} -> {1} by {2}")
    @CsvSource({
        "other.test, exact, DEFAULT, ''",
        "sick.example.com, , QUARANTINED, sick.example.com",
        ", exact, DEFAULT, ''",
    })
    void withADefaultObject(String name, String id, Reason reason, String pattern) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "", "exact");
        check(index.bySni(name), id, reason, pattern);
    }

    /** They may have to be protected by it, so they do not become names that nobody owns. */
    @ParameterizedTest(name = "{0} -> {1} by {2}")
    @CsvSource({
        "www.example.com, exact, EXACT, www.example.com",
        "other.test, , QUARANTINED, ''",
        ", , QUARANTINED, ''",
    })
    void namesOfADefaultObjectThatIsQuarantinedAreRefused(String name, String id, Reason reason, String pattern) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "", "sick");
        check(index.bySni(name), id, reason, pattern);
    }

    @ParameterizedTest(name = "fallback_sni {0} -> {1} by {2}")
    @CsvSource({
        "api.example.com, exact, FALLBACK_SNI, api.example.com",
        "new.example.com, wildcard, FALLBACK_SNI, *.example.com",
        "sick.example.com, , QUARANTINED, sick.example.com",
        "other.test, any, DEFAULT, ''",
    })
    void aMissingNameUsesTheFallbackThenTheDefaultButNeverTheCatchAll(
            String fallback, String id, Reason reason, String pattern) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD, ANY), List.of(SICK), fallback, "any");
        check(index.bySni(null), id, reason, pattern);
    }

    @ParameterizedTest(name = "an object with {0} is {1} then")
    @CsvSource({
        "exact, other.test, exact",
        "unnamed, api.example.com www.example.com, exact",
        "unnamed, www.example.com, exact",
        "unnamed, www.example.com other.test,",
        "unnamed, www.example.com x.example.com,",
        "unnamed, x.example.com,",
        "unnamed, *.example.com, wildcard",
        "unnamed, sick.example.com,",
    })
    void anObjectIsKnownAgainByItsIdOrElseByItsNames(String id, String names, String successor) {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD, ANY), List.of(SICK), "", "");
        SslObject found = index.successorOf(object(id, names.split(" ", -1)));
        assertThat(found == null ? null : found.id()).isEqualTo(successor);
    }

    @Test
    void hostsAreSelectedByTheSameRules() {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "www.example.com", "");
        for (String name : List.of("www.example.com", "x.example.com", "sick.example.com", "other.test")) {
            assertThat(index.byHost(name)).isEqualTo(index.bySni(name));
        }
    }

    @Test
    void candidatesStandInTheOrderInWhichTheyWouldAnswer() {
        SslIndex index = new SslIndex(List.of(ANY, WILDCARD, EXACT), List.of(SICK), "", "exact");
        assertThat(index.candidates("www.example.com"))
                .extracting(Selection::reason)
                .containsExactly(Reason.EXACT, Reason.WILDCARD, Reason.CATCH_ALL, Reason.DEFAULT);
        assertThat(new SslIndex(List.of(EXACT), List.of(SICK), "", "").candidates("other.test"))
                .isEmpty();
    }

    @Test
    void theOwnerOfANameIsNotWhoeverAnswersIt() {
        SslIndex index = new SslIndex(List.of(EXACT, WILDCARD), List.of(SICK), "", "exact");
        assertThat(index.withName(HostPattern.parse("*.example.com").orElseThrow()))
                .isSameAs(WILDCARD);
        for (String name : List.of("x.example.com", "sick.example.com", "other.test", "*")) {
            assertThat(index.withName(HostPattern.parse(name).orElseThrow()))
                    .as(name)
                    .isNull();
        }
    }

    private static void check(Selection selection, String id, Reason reason, String pattern) {
        SslObject object = selection.object();
        assertThat(object == null ? null : object.id()).isEqualTo(id);
        assertThat(selection.reason()).isEqualTo(reason);
        assertThat(selection.matchedPattern()).isEqualTo(pattern);
    }

    private static SslObject object(String id, String... names) {
        return TestObjects.object(id, names).with(CA.server("any.test")).build();
    }
}
