// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    @ParameterizedTest(name = "{0} h of life, {1} h left: {2}")
    @CsvSource({
        "2160, 2160, OK", // 90 days
        "2160, 541, OK",
        "2160, 540, WARN", // a quarter
        "2160, 169, WARN",
        "2160, 168, CRITICAL", // a week, less than an eighth
        "2160, 0, CRITICAL",
        "144, 144, OK", // 6 days: not critical from birth
        "144, 37, OK",
        "144, 36, WARN",
        "144, 19, WARN",
        "144, 18, CRITICAL",
        "87600, 721, OK", // 10 years
        "87600, 720, WARN", // 30 days at most
        "87600, 168, CRITICAL",
    })
    void scalesWithTheLifetime(int lifetime, int left, Expiry expected) {
        Instant end = NOW.plus(Duration.ofHours(left));
        assertThat(Expiry.of(end.minus(Duration.ofHours(lifetime)), end, NOW)).isEqualTo(expected);
    }

    @Test
    void endsWithTheLastSecond() {
        Instant end = NOW.minusSeconds(1);
        assertThat(Expiry.of(end.minusSeconds(1_000), end, NOW)).isEqualTo(Expiry.EXPIRED);
        assertThat(Expiry.of(NOW.minusSeconds(1_000), NOW, NOW)).isEqualTo(Expiry.CRITICAL);
        assertThat(Expiry.of(NOW.plusSeconds(1), NOW.plusSeconds(1_000), NOW)).isEqualTo(Expiry.NOT_YET_VALID);
    }

    @Test
    void daysAreNegativeOnceItHasEnded() {
        CertificateEntry entry = new CertificateEntry(
                CertificateUse.Role.SERVER,
                List.of(),
                List.of(),
                Location.startOf("a.crt"),
                "",
                "1",
                NOW.minusSeconds(1_000),
                NOW);
        assertThat(entry.daysLeft(NOW.minusSeconds(86_400))).isEqualTo(1);
        assertThat(entry.daysLeft(NOW.plusMillis(999))).isZero();
        assertThat(entry.state(NOW.plusMillis(999))).isEqualTo(Expiry.CRITICAL);
        assertThat(entry.daysLeft(NOW.plusSeconds(1))).isEqualTo(-1);
    }

    @Test
    void theTableCountsByStateAndNamesThoseThatEndFirst() {
        TestCa ca = TestCa.create("expiry");
        Instant now = Instant.now();
        List<SslObject> objects = new ArrayList<>();
        for (int i = 0; i < 120; i++) { // in no order
            Instant end = now.plus(Duration.ofDays((i * 37) % 120 + 31)).plusSeconds(60);
            objects.add(object(ca, "s" + i, end.minus(Duration.ofDays(400)), end));
        }
        objects.add(object(ca, "old", now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))));
        objects.add(object(ca, "older", now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(2))));
        objects.add(object(ca, "new", now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(300))));

        ExpiryTable table = ExpiryTable.of(new SslIndex(objects, List.of(), "", ""));
        ExpiryTable.Summary summary = table.at(now);

        assertThat(table.size()).isEqualTo(123);
        assertThat(summary.count(Expiry.OK)).isEqualTo(120);
        assertThat(summary.count(Expiry.EXPIRED)).isEqualTo(2);
        assertThat(summary.count(Expiry.NOT_YET_VALID)).isEqualTo(1);
        assertThat(summary.refused()).isEqualTo(3);
        assertThat(summary.earliest(Expiry.EXPIRED))
                .isEqualTo(now.minus(Duration.ofDays(2)).getEpochSecond());
        assertThat(summary.earliest(Expiry.WARN)).isZero();
        assertThat(table.soonest())
                .hasSize(ExpiryTable.NAMED)
                .extracting(ExpiryTable.Named::ssl)
                .startsWith("older", "old", "s0", "s13", "s26");
        Instant later = now.plus(Duration.ofDays(2));
        assertThat(table.at(later).count(Expiry.WARN)).isEqualTo(1);
        assertThat(table.soonest().get(2).state(later)).isEqualTo(Expiry.WARN);
    }

    private static SslObject object(TestCa ca, String id, Instant begin, Instant end) {
        TestIdentity identity =
                TestCa.serverRequest(id + ".test").valid(begin, end).issuedBy(ca);
        return TestObjects.object(id, id + ".test").with(identity).build();
    }
}
