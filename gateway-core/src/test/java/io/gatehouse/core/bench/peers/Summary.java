// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;
import java.util.stream.Collectors;

/** The compared figures of all scenarios in one table: the one to look at first. */
final class Summary {
    private Summary() {}

    /** {@code proxies} are the columns; the ratios are those of the first one. Scenarios without any of them are left out. */
    static String of(List<String> proxies, List<Report> reports) {
        StringBuilder text = new StringBuilder("### Summary\n\n");
        text.append("| scenario | figure | %s | %s to nginx | to haproxy |%n"
                .formatted(String.join(" | ", proxies), proxies.get(0)));
        text.append("| --- | --- |")
                .append(" ---: |".repeat(proxies.size() + 2))
                .append('\n');
        for (Report report : reports) {
            if (report.lines().stream().anyMatch(line -> proxies.contains(line.proxy()))) {
                text.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(
                                report.name(),
                                report.columns().get(0).heading(),
                                proxies.stream()
                                        .map(proxy -> figure(report, proxy))
                                        .collect(Collectors.joining(" | ")),
                                ratio(report, proxies.get(0), "nginx"),
                                ratio(report, proxies.get(0), "haproxy")));
            }
        }
        return text.append('\n').toString();
    }

    private static String figure(Report report, String proxy) {
        return report.line(proxy)
                .map(line -> report.columns().get(0).text(line.first()))
                .orElse("-");
    }

    private static String ratio(Report report, String proxy, String peer) {
        return report.line(proxy).map(line -> report.ratioText(line, peer)).orElse("-");
    }
}
