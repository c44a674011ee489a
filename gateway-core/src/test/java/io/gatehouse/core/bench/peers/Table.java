// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;

/** Rows of one scenario as a table of Markdown. */
final class Table {
    private Table() {}

    static String of(Scenario scenario, List<Row> rows) {
        StringBuilder text =
                new StringBuilder("""

                %1$s: %2$s (load by %3$s)

                | proxy | %4$s/s | processor time a %4$s | rounds apart | to nginx | to haproxy | proxy's core | load's core | errors | peak RSS |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """.formatted(scenario.name(), scenario.title(), scenario.tool(), scenario.unit()));
        for (Row row : rows) {
            text.append("| %s | %,.0f | %s | %.0f %% | %s | %s | %.0f %% | %.0f %% | %d | %.0f MiB |%n"
                    .formatted(
                            row.proxy(),
                            row.rate(),
                            time(row.microsEach()),
                            row.spread() * 100,
                            ratio(row, "nginx", rows),
                            ratio(row, "haproxy", rows),
                            row.proxyBusy() * 100,
                            row.loadBusy() * 100,
                            row.errors(),
                            row.peakKib() / 1024.0));
        }
        return text.toString();
    }

    static String time(double micros) {
        return micros < 10_000 ? "%.1f µs".formatted(micros) : "%.1f ms".formatted(micros / 1e3);
    }

    private static String ratio(Row row, String peer, List<Row> rows) {
        return rows.stream()
                .filter(each -> each.proxy().equals(peer))
                .findFirst()
                .map(each -> "%.2f".formatted(row.microsEach() / each.microsEach()))
                .orElse("-");
    }
}
