// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void everyMetricIsDocumentedAndNoOther() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        for (Metric each : Metric.values()) {
            assertThat(page)
                    .contains("| `" + each.label() + "` | " + each.type().word() + " |");
        }
        assertThat(Pattern.compile("(?m)^\\| `gatehouse_").matcher(page).results())
                .hasSize(Metric.values().length);
    }

    @Test
    void countersEndInTotalAndNothingElseDoes() {
        for (Metric each : Metric.values()) {
            assertThat(each.label().endsWith("_total")).as(each.label()).isEqualTo(each.type() == Metric.Type.COUNTER);
        }
    }

    @Test
    void valuesOfLabelsAreEscaped() {
        MetricsText text = new MetricsText();
        text.line(Metric.CERTIFICATE_NOT_AFTER, 1, "ssl", "a\"b\\c\nd", "serial", "1");
        assertThat(text.toString())
                .isEqualTo(
                        "gatehouse_certificate_not_after_timestamp_seconds{ssl=\"a\\\"b\\\\c\\nd\",serial=\"1\"} 1\n");
    }
}
