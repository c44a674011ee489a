// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void bucketsHoldWhatTookAtMostAsLong() {
        Histogram histogram = new Histogram();
        histogram.add(0);
        histogram.add(1_000_000);
        histogram.add(1_000_001);
        histogram.add(TimeUnit.SECONDS.toNanos(60));
        histogram.add(TimeUnit.MINUTES.toNanos(2));
        MetricsText text = new MetricsText();
        text.histogram(Metric.EXCHANGE_DURATION, histogram, "class", "2xx");

        assertThat(text.toString().lines().map(line -> line.replace("gatehouse_exchange_duration_seconds", "")))
                .hasSize(Histogram.BOUNDS.size() + 3)
                .contains("_bucket{class=\"2xx\",le=\"0.001\"} 2")
                .contains("_bucket{class=\"2xx\",le=\"0.0025\"} 3")
                .contains("_bucket{class=\"2xx\",le=\"30\"} 3")
                .contains("_bucket{class=\"2xx\",le=\"60\"} 4")
                .endsWith(
                        "_bucket{class=\"2xx\",le=\"+Inf\"} 5",
                        "_sum{class=\"2xx\"} 180.002000001",
                        "_count{class=\"2xx\"} 5");
    }
}
