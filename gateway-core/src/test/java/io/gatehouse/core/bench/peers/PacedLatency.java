// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.util.List;

/** How long answers take at a constant rate, the same for every proxy: 70 % of what nginx, or else the first proxy, reaches. */
record PacedLatency(String name) implements Scenario {
    private static final double SHARE = 0.7;
    private static final int LEAST_SECONDS = 3;

    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        List<Candidate> proxies =
                bench.running().stream().filter(each -> !each.proxy().direct()).toList();
        Load closed = requests(0);
        new Rounds(bench, closed).warm(proxies);
        Candidate reference = proxies.stream()
                .filter(each -> each.proxy().name().equals("nginx"))
                .findFirst()
                .orElse(proxies.get(0));
        int seconds = Math.max(LEAST_SECONDS, bench.options().seconds);
        double most = closed.run(bench, reference.port(), seconds).decimal("units") / seconds;
        long rate = Math.round(most * SHARE);
        List<Line> lines = new Rounds(bench, requests(rate))
                .run(proxies).entrySet().stream()
                        .map(each -> line(each.getKey().proxy().name(), each.getValue()))
                        .toList();
        return new Report(name, title(rate, reference.proxy().name()), columns(), lines);
    }

    private static Load requests(long rate) {
        return (bench, port, seconds) -> bench.load()
                .ask("request port=%d sni=%s path=/1k connections=64 rate=%d seconds=%d"
                        .formatted(port, Site.P256, rate, Math.max(LEAST_SECONDS, seconds)));
    }

    private static String title(long rate, String reference) {
        return ("Requests of 1 KiB on 64 kept connections, %,d a second, which is 70 %% of what %s reached with the same client; "
                        + "times count from when a request was due; load by the bench's own client")
                .formatted(rate, reference);
    }

    private static List<Column> columns() {
        return List.of(
                new Column("p999_ms", "p99.9", "%.2f ms"),
                new Column("p99_ms", "p99", "%.2f ms"),
                new Column("p50_ms", "p50", "%.2f ms"),
                new Column("longest_ms", "longest", "%.1f ms"),
                new Column("processor_us_each", "processor time a request", "%.1f µs"),
                new Column("proxy_core_percent", "proxy's core", "%.0f %%"),
                new Column("load_core_percent", "load's core", "%.0f %%"),
                new Column("errors", "errors", "%.0f"));
    }

    private static Line line(String proxy, List<Sample> samples) {
        return new Line(
                proxy,
                List.of(
                        Median.of(samples, each -> each.result().decimal("p999")),
                        Median.of(samples, each -> each.result().decimal("p99")),
                        Median.of(samples, each -> each.result().decimal("p50")),
                        Median.of(samples, each -> each.result().decimal("max")),
                        Median.of(samples, Sample::microsEach),
                        Median.of(samples, Sample::proxyPercent),
                        Median.of(samples, Sample::loadPercent),
                        samples.stream().mapToDouble(Sample::errors).sum()));
    }
}
