// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

import java.math.BigDecimal;
import java.util.Arrays;

/** Writes metrics in the text format of Prometheus, version 0.0.4. One thread. */
public final class MetricsText {
    /** The media type of the format. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(8_192);

    /** A metric with one value. */
    public void single(Metric metric, long value) {
        begin(metric);
        line(metric, value);
    }

    /** A metric with one value, which is a duration. */
    public void seconds(Metric metric, long nanos) {
        begin(metric);
        line(metric.label(), seconds(nanos));
    }

    /** A metric whose values follow. */
    public void begin(Metric metric) {
        text.append("# HELP ")
                .append(metric.label())
                .append(' ')
                .append(metric.help())
                .append('\n');
        text.append("# TYPE ")
                .append(metric.label())
                .append(' ')
                .append(metric.type().word())
                .append('\n');
    }

    /**
     * One value of the metric that was begun last.
     *
     * @param labels names and values in turn
     */
    public void line(Metric metric, long value, String... labels) {
        line(metric.label(), Long.toString(value), labels);
    }

    /**
     * The same for a histogram.
     *
     * @param labels names and values in turn
     */
    public void histogram(Metric metric, Histogram values, String... labels) {
        String[] withBound = Arrays.copyOf(labels, labels.length + 2);
        withBound[labels.length] = "le";
        long[] counts = values.upTo();
        for (int i = 0; i < counts.length; i++) {
            withBound[labels.length + 1] = i < Histogram.BOUNDS.size() ? Histogram.BOUNDS.get(i) : "+Inf";
            line(metric.label() + "_bucket", Long.toString(counts[i]), withBound);
        }
        line(metric.label() + "_sum", seconds(values.sumNanos()), labels);
        line(metric.label() + "_count", Long.toString(counts[counts.length - 1]), labels);
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private void line(String name, String value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
