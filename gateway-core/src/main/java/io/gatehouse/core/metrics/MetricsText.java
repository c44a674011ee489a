// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

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
        text.append(metric.label());
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
