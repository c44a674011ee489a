// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long after its start a process does 90 % of what it does at the end, loaded without a pause on one core.
 *
 * <p>The rate at the end is that of the last quarter of the time, and it is reached when the first second with so much begins.
 */
record WarmUp(String name) implements Scenario {
    private static final int SLICES_PER_SECOND = 4;
    private static final int NATIVE_SECONDS = 8; // nothing in them warms up but caches
    private static final double SHARE = 0.9;

    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        List<Line> lines = new ArrayList<>();
        int seconds = bench.options().warmUpSeconds;
        for (Proxy each : bench.options().startable()) {
            lines.add(line(bench, each, each.jvm() ? seconds : Math.min(seconds, NATIVE_SECONDS)));
        }
        return new Report(
                name,
                "From the start until 90 %% of the rate at the end of %d s of requests of 1 KiB on 64 kept connections; load by the bench's own client"
                        .formatted(seconds),
                List.of(
                        new Column("seconds", "90 % after", "%.1f s"),
                        new Column("first_second_rate", "requests/s at first", "%,.0f"),
                        new Column("end_rate", "requests/s at the end", "%,.0f"),
                        new Column("processor_us_each", "processor time a request, all", "%.1f µs"),
                        new Column("errors", "errors", "%.0f")),
                lines);
    }

    private static Line line(Bench bench, Proxy proxy, int seconds) throws IOException, InterruptedException {
        Candidate fresh = Candidate.start(proxy, bench.site());
        try {
            double processor = fresh.process().processorSeconds();
            Words words = bench.load()
                    .ask("request connections=64 rate=0 path=/1k port=%d sni=%s seconds=%d"
                            .formatted(fresh.port(), Site.P256, seconds));
            double used = fresh.process().processorSeconds() - processor;
            int[] slices = Stream.of(words.text("slices").split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Line(
                    proxy.name(),
                    List.of(
                            fresh.process().startSeconds() + secondsUntilWarm(slices),
                            rate(slices, 0, SLICES_PER_SECOND),
                            rateAtEnd(slices),
                            used / words.decimal("units") * 1e6,
                            words.decimal("errors")));
        } finally {
            fresh.process().close();
        }
    }

    /** From the start of the load until the first second with 90 % of the rate at the end begins. */
    static double secondsUntilWarm(int[] slices) {
        double wanted = rateAtEnd(slices) * SHARE;
        int end = SLICES_PER_SECOND;
        while (end < slices.length && rate(slices, end - SLICES_PER_SECOND, end) < wanted) {
            end++;
        }
        return (double) (end - SLICES_PER_SECOND) / SLICES_PER_SECOND;
    }

    static double rateAtEnd(int[] slices) {
        return rate(slices, slices.length - slices.length / 4, slices.length);
    }

    private static double rate(int[] slices, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += slices[i];
        }
        return (double) sum * SLICES_PER_SECOND / (to - from);
    }
}
