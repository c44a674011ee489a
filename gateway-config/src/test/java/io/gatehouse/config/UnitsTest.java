// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5, 5000",
        "0.5, 500",
        "1.25, 1250",
        "250ms, 250",
        "10s, 10000",
        "1.5s, 1500",
        "5m, 300000",
        "1h, 3600000",
        "0.001ms, 0",
    })
    void readsDurations(String text, long millis) {
        Duration duration = Units.parseDuration(text);
        assertThat(duration).isNotNull().extracting(Duration::toMillis).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "-1",
                "+1",
                "1 s",
                "1.s",
                ".5",
                "1e3",
                "1S",
                "1d",
                "10ss",
                "0x10",
                "1_000",
                "٣",
                "NaN",
                "0.0000000001",
                "99999999999999999999",
                "9999999999999999999999999999999h"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThat(Units.parseDuration(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "17B, 17",
        "1KiB, 1024",
        "64KiB, 65536",
        "10MiB, 10485760",
        "2GiB, 2147483648",
        "1TiB, 1099511627776",
        "1PiB, 1125899906842624"
    })
    void readsSizes(String text, long bytes) {
        assertThat(Units.parseSize(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "KiB",
                "-1",
                "1.5KiB",
                "1 KiB",
                "1K",
                "1KB",
                "1kib",
                "1EiB",
                "9999999999999999999",
                "99999999999999999GiB"
            })
    void refusesWhatIsNoSize(String text) {
        assertThat(Units.parseSize(text)).isEqualTo(-1);
    }

    @Test
    void whatIsFormattedReadsBackTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Duration duration = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 62)));
            assertThat(Units.parseDuration(Units.format(duration))).isEqualTo(duration);
            long size = random.nextLong(1L << random.nextInt(1, 55));
            assertThat(Units.parseSize(Units.formatSize(size))).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({"10 s, write 10s", "5 min, write 5m", "2H, write 2h", "250msec, write 250ms"})
    void guessesTheDurationMeant(String text, String remedy) {
        assertThat(Units.meantDuration(text)).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource({"64KB, write 64KiB", "1 mb, write 1MiB", "2g, write 2GiB"})
    void guessesTheSizeMeant(String text, String remedy) {
        assertThat(Units.meantSize(text)).isEqualTo(remedy);
    }
}
