// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one scenario found: as a table of Markdown, as JSON, and, by {@link Bars}, as a picture.
 *
 * @param name on the command line and in file names
 * @param title what was measured, by whose load
 * @param columns the first one is compared, and less of it is better
 * @param lines one for each proxy
 */
record Report(String name, String title, List<Column> columns, List<Line> lines) {
    private static final List<String> PEERS = List.of("nginx", "haproxy");

    Report {
        columns = List.copyOf(columns);
        lines = List.copyOf(lines);
    }

    /** What went wrong in all of it, as far as its columns tell. */
    double errors() {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).key().equals("errors")) {
                int at = i;
                return lines.stream()
                        .mapToDouble(line -> line.figures().get(at))
                        .sum();
            }
        }
        return 0;
    }

    String table() {
        String headings = columns.stream().map(Column::heading).collect(Collectors.joining(" | "));
        StringBuilder text = new StringBuilder("### %s%n%n%s.%n%n".formatted(name, title));
        text.append("| proxy | to nginx | to haproxy | ").append(headings).append(" |\n");
        text.append("| --- |")
                .append(" ---: |".repeat(PEERS.size() + columns.size()))
                .append('\n');
        for (Line line : lines) {
            text.append("| ").append(line.proxy());
            PEERS.forEach(peer -> text.append(" | ").append(ratioText(line, peer)));
            for (int i = 0; i < columns.size(); i++) {
                text.append(" | ").append(columns.get(i).text(line.figures().get(i)));
            }
            text.append(" |\n");
        }
        return text.append('\n').toString();
    }

    String json() {
        return lines.stream()
                .map(this::json)
                .collect(Collectors.joining(
                        ",\n",
                        "{\"scenario\": %s, \"title\": %s, \"proxies\": [%n"
                                .formatted(Json.text(name), Json.text(title)),
                        "]}"));
    }

    private String json(Line line) {
        StringBuilder text = new StringBuilder("  {\"proxy\": ").append(Json.text(line.proxy()));
        for (int i = 0; i < columns.size(); i++) {
            text.append(", ")
                    .append(Json.text(columns.get(i).key()))
                    .append(": ")
                    .append(Json.number(line.figures().get(i)));
        }
        PEERS.forEach(peer -> text.append(", \"to_%s\": ".formatted(peer)).append(Json.number(ratio(line, peer))));
        return text.append('}').toString();
    }

    String ratioText(Line line, String peer) {
        double ratio = ratio(line, peer);
        return Double.isNaN(ratio) ? "-" : "%.2f".formatted(ratio);
    }

    Optional<Line> line(String proxy) {
        return lines.stream().filter(each -> each.proxy().equals(proxy)).findFirst();
    }

    /** How the compared figure relates to that of a peer; not a number if one of them is missing. */
    double ratio(Line line, String peer) {
        return line(peer).map(each -> line.first() / each.first()).orElse(Double.NaN);
    }
}
