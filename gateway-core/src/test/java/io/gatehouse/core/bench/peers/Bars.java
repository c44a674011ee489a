// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;

/** The compared figure of a report as a picture: a bar for each proxy, with its value. SVG, readable without scripts or fonts. */
final class Bars {
    private static final int WIDTH = 760;
    private static final int LEFT = 150;
    private static final int RIGHT = 210;
    private static final int TOP = 56;
    private static final int ROW = 34;
    private static final int BAR = 22;

    private Bars() {}

    static String svg(Report report) {
        List<Line> lines = report.lines();
        Column column = report.columns().get(0);
        double most = lines.stream()
                .mapToDouble(Line::first)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        int height = TOP + ROW * lines.size() + 12;
        StringBuilder svg =
                new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="14">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="16" y="26" font-size="16" font-weight="bold" fill="#1f2933">%3$s</text>
                <text x="16" y="45" font-size="12" fill="#61707f">%4$s; less is better</text>
                """.formatted(WIDTH, height, escaped(report.name()), escaped(column.heading())));
        for (int i = 0; i < lines.size(); i++) {
            svg.append(bar(report, lines.get(i), TOP + ROW * i, most));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Report report, Line line, int y, double most) {
        double figure = line.first();
        long width = Double.isFinite(figure) && most > 0
                ? Math.max(1, Math.round((WIDTH - LEFT - RIGHT) * figure / most))
                : 0;
        double ratio = report.ratio(line, "nginx");
        String text = report.columns().get(0).text(figure)
                + (Double.isFinite(ratio) && !line.proxy().equals("nginx") ? "  (%.2f of nginx)".formatted(ratio) : "");
        return """
                <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
                <rect x="%d" y="%d" width="%d" height="%d" rx="2" fill="%s"/>
                <text x="%d" y="%d" fill="#1f2933">%s</text>
                """.formatted(
                        LEFT - 10,
                        y + 16,
                        escaped(line.proxy()),
                        LEFT,
                        y,
                        width,
                        BAR,
                        line.proxy().startsWith("gatehouse") ? "#2f6f9f" : "#b8c4ce",
                        LEFT + width + 8,
                        y + 16,
                        escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
