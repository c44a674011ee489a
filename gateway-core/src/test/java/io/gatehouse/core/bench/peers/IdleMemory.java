// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an idle connection holds: proxies that have just started and worked a little, before and after many connections that have
 * had one request. A JVM is asked to collect its garbage before both.
 */
record IdleMemory(String name) implements Scenario {
    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        int count = bench.options().idleConnections;
        List<Line> lines = new ArrayList<>();
        for (Candidate each : bench.running()) {
            if (!each.proxy().direct()) {
                lines.add(line(bench, each.proxy(), count));
            }
        }
        String title =
                "Proportional set size for each of %,d idle TLS connections, each after one request".formatted(count);
        return new Report(
                name,
                title,
                List.of(
                        new Column("kib_each", "a connection", "%.1f KiB"),
                        new Column("before_mib", "before", "%.0f MiB"),
                        new Column("after_mib", "with all of them", "%.0f MiB"),
                        new Column("errors", "errors", "%.0f")),
                lines);
    }

    private static Line line(Bench bench, Proxy proxy, int count) throws IOException, InterruptedException {
        Candidate fresh = Candidate.start(proxy, bench.site());
        try {
            String to = " port=%d sni=%s path=/1k".formatted(fresh.port(), Site.P256);
            bench.load().ask("request connections=64 rate=0 seconds=2" + to);
            bench.load().ask("connect connections=64 seconds=2" + to);
            long before = settled(fresh);
            double errors = bench.load().ask("idle connections=" + count + to).decimal("errors");
            long after = settled(fresh);
            bench.load().ask("release");
            return new Line(
                    proxy.name(), List.of((double) (after - before) / count, before / 1024.0, after / 1024.0, errors));
        } finally {
            fresh.process().close();
        }
    }

    private static long settled(Candidate candidate) throws IOException, InterruptedException {
        ServerProcess process = candidate.process();
        if (candidate.proxy().jvm()) {
            process.collectGarbage();
        }
        return process.residentKib();
    }
}
