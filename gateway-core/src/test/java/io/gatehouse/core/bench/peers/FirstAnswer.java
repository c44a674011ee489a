// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the start of a process to its first answered request over TLS, with both cores and with the proxy's core alone. */
record FirstAnswer(String name) implements Scenario {
    private record Start(double seconds, double processorSeconds) {}

    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        Map<Proxy, List<Start>> wide = new LinkedHashMap<>();
        Map<Proxy, List<Start>> narrow = new LinkedHashMap<>();
        for (int i = 0; i < bench.options().rounds; i++) {
            for (Proxy each : bench.options().startable()) {
                add(wide, each, Candidate.startOnBoth(each, bench.site()));
                add(narrow, each, Candidate.start(each, bench.site()));
            }
        }
        List<Line> lines = new ArrayList<>();
        wide.forEach((proxy, starts) -> lines.add(line(proxy.name(), starts, narrow.getOrDefault(proxy, List.of()))));
        return new Report(
                name,
                "From the start of the process to its first answered request over TLS",
                List.of(
                        new Column("seconds", "both cores", "%.2f s"),
                        new Column("processor_seconds", "processor time", "%.2f s"),
                        new Column("seconds_one_core", "one core", "%.2f s"),
                        new Column("processor_seconds_one_core", "processor time", "%.2f s")),
                lines);
    }

    private static void add(Map<Proxy, List<Start>> starts, Proxy proxy, Candidate started) throws IOException {
        double processor = started.process().processorSeconds();
        starts.computeIfAbsent(proxy, any -> new ArrayList<>())
                .add(new Start(started.process().startSeconds(), processor));
        started.process().close();
    }

    private static Line line(String proxy, List<Start> wide, List<Start> narrow) {
        return new Line(
                proxy,
                List.of(
                        Median.of(wide, Start::seconds),
                        Median.of(wide, Start::processorSeconds),
                        Median.of(narrow, Start::seconds),
                        Median.of(narrow, Start::processorSeconds)));
    }
}
