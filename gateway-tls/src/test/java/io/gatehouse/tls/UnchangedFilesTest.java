// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestClock;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second load by the same loader: it reads what changed, and says what the first one said. */
class UnchangedFilesTest {
    private static final TestCa ROOT = TestCa.create("unchanged");
    private static final TestCa ISSUING = ROOT.intermediate("issuing");
    private static final TestIdentity A = ISSUING.server("a.test");
    private static final TestIdentity B = ISSUING.server("b.test");

    private final TestConfig config = new TestConfig();
    private final TestClock clock = new TestClock();
    private final TlsLoader loader = new TlsLoader(config, clock, new ThreadEach());

    @BeforeEach
    void write() {
        config.server("a", "a.test", A).server("b", "b.test", B);
    }

    @Test
    void areNotReadAgainAndTheirObjectsAreTheSame() {
        config.settled();
        SslIndex first = load().index();
        assertThat(config.reads.keySet()).containsExactlyInAnyOrder("a.crt", "a.key", "b.crt", "b.key");
        config.reads.clear();
        SslIndex second = load().index();
        assertThat(config.reads).isEmpty();
        assertThat(second.byId("a")).isSameAs(first.byId("a"));
        assertThat(second.sameAs(first)).isTrue();
        assertThat(report()).isEmpty();
    }

    @Test
    void shareTheirIntermediate() {
        SslIndex index = load().index();
        assertThat(index.objects().get(0).credentials().get(0).issuers())
                .hasSize(1)
                .isSameAs(index.objects().get(1).credentials().get(0).issuers());
    }

    @Test
    void besideAChangedOneStayUnread() {
        config.settled();
        TlsAssets first = load();
        TestIdentity renewed = ISSUING.server("b.test");
        config.change("b.crt", renewed.chainPem()).change("b.key", renewed.keyPem());
        config.reads.clear();
        TlsAssets second = load();
        assertThat(config.reads.keySet()).containsExactlyInAnyOrder("b.crt", "b.key");
        assertThat(second.index().byId("a")).isSameAs(first.index().byId("a"));
        assertThat(second.index().objects().get(1).credentials()).containsExactly(TestObjects.credential(renewed));
        assertThat(second.sameAs(first)).isFalse();
    }

    @Test
    void whoseStampsNobodyKnowsAreReadAgain() {
        load();
        config.reads.clear();
        load();
        assertThat(config.reads).hasSize(4);
    }

    @Test
    void aKeyThatDoesNotFitAnyMoreIsFoundAndTheRestIsStillKnown() {
        config.settled();
        load();
        config.change("b.key", A.keyPem());
        config.reads.clear();
        assertThat(loadAnyway()).isEmpty();
        assertThat(report()).contains("ssls[1].key: private key does not belong to the certificate of 'b.test'");
        assertThat(config.reads.keySet()).containsExactlyInAnyOrder("b.crt", "b.key");
        config.change("b.key", B.keyPem());
        assertThat(load().index().objects()).hasSize(2);
    }

    @Test
    void areWarnedOfAtEachLoad() {
        config.server("c", "other.test", ROOT.server("c.test"));
        config.open.add("b.key");
        config.settled();
        for (int i = 0; i < 2; i++) {
            load();
            assertThat(report())
                    .contains("private key is open to every user of the machine", "does not cover 'other.test'");
        }
    }

    @Test
    void areWarnedOfWhenTheirTimeIsOver() {
        config.settled();
        load();
        assertThat(report()).isEmpty();
        clock.advance(Duration.ofDays(31));
        load();
        assertThat(report()).contains("ssls[0].cert: certificate has expired", "ssls[1].cert: certificate has expired");
    }

    @Test
    void withoutTheirIntermediateAreNoticedAsSoonAsAnotherShowsIt() {
        TestConfig alone = new TestConfig();
        alone.file("x.crt", A.leafPem()).file("x.key", A.keyPem());
        alone.ssl("x", SslConfig.Type.SERVER, List.of("a.test"), Optional.empty())
                .settled();
        TlsLoader remembering = new TlsLoader(alone, clock);
        assertThat(problems(remembering, alone)).isEmpty();
        alone.server("b", "b.test", B);
        for (int i = 0; i < 2; i++) {
            assertThat(problems(remembering, alone)).contains("ssls[0].cert: chain lacks an intermediate certificate");
        }
    }

    @Test
    void thatSeveralPairsNameAreReadOnceALoad() {
        config.file("c.crt", A.chainPem()).file("c.key", A.keyPem());
        config.ssl("c", SslConfig.Type.SERVER, List.of("c1.test"), Optional.empty());
        config.ssl("c", SslConfig.Type.SERVER, List.of("c2.test"), Optional.empty());
        load();
        assertThat(config.reads.values()).containsOnly(1);
    }

    private static String problems(TlsLoader loader, TestConfig config) {
        Problems problems = new Problems();
        assertThat(loader.load(config.config(), problems)).isPresent();
        return text(problems);
    }

    private TlsAssets load() {
        Optional<TlsAssets> assets = loadAnyway();
        assertThat(assets).as(report()).isPresent();
        return assets.orElseThrow();
    }

    private Optional<TlsAssets> loadAnyway() {
        config.problems = new Problems();
        return loader.load(config.config(), config.problems);
    }

    private String report() {
        return text(config.problems);
    }

    private static String text(Problems problems) {
        return String.join("\n", problems.all().stream().map(Problem::toString).toList());
    }
}
