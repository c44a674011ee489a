// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a unit of work costs: proxies are loaded in turn, and the processor time of their processes is divided by what got done.
 *
 * @param name on the command line and in file names
 * @param title above its table
 * @param unit what is counted: request, connection or MiB
 * @param direct whether an upstream that answers by itself is a limit to compare with
 * @param load makes the work
 */
record Throughput(String name, String title, String unit, boolean direct, Load load) implements Scenario {
    private static final int SEATS = 32;

    /** Requests of 1 KiB over 64 connections. */
    static Scenario keepAlive(String name, String path, String upstream) {
        return new Throughput(
                name,
                "Requests of 1 KiB on 64 kept connections, upstream " + upstream + "; load by wrk",
                "request",
                path.equals("/1k"),
                kept(path));
    }

    /** The load that a JVM is warmed with after its start. */
    static Load kept(String path) {
        return (bench, port, seconds) ->
                bench.wrk().run(port, path, 64, seconds).inRequests();
    }

    /** Answers of {@code path} over some connections; the work is what came, also of answers that were not finished. */
    static Scenario download(String name, String path, int connections) {
        return new Throughput(
                name,
                "Answers of %s on %d kept connections, upstream in clear text; load by wrk"
                        .formatted(path, connections),
                "MiB",
                true,
                (bench, port, seconds) ->
                        bench.wrk().run(port, path, connections, seconds).inMib());
    }

    /** Uploads of 100 MiB over 4 connections. */
    static Scenario upload(String name) {
        return new Throughput(
                name,
                "Uploads of 100 MiB on 4 kept connections, upstream in clear text; load by the bench's own client",
                "MiB",
                false,
                (bench, port, seconds) -> bench.load()
                        .ask("upload port=%d sni=%s path=/upload mib=100 connections=4 seconds=%d"
                                .formatted(port, Site.P256, seconds)));
    }

    /** New connections, each with a whole handshake and one request. */
    static Scenario handshakes(String name, String title, String server) {
        return new Throughput(name, titleOf(title), "connection", server.equals(Site.P256), (bench, port, seconds) -> {
            Words result = bench.load().ask(connect(port, server, seconds));
            return checked(result, result.number("units") - result.number("full"));
        });
    }

    /** The same by clients that show a certificate. */
    static Scenario clientCertificates(String name, String title) {
        return new Throughput(name, titleOf(title), "connection", false, (bench, port, seconds) -> {
            String identity = " cert=%s key=%s"
                    .formatted(bench.site().cert("client"), bench.site().key("client"));
            Words result = bench.load().ask(connect(port, Site.CLIENT, seconds) + identity);
            return checked(result, result.number("units") - result.number("full"));
        });
    }

    /** New connections that resume a session, but for the first of each seat. */
    static Scenario resumptions(String name, String title) {
        return new Throughput(name, titleOf(title), "connection", false, (bench, port, seconds) -> {
            Words result = bench.load().ask(connect(port, Site.P256, seconds) + " resume=yes");
            return checked(result, result.number("full") - SEATS);
        });
    }

    private static String titleOf(String title) {
        return "%s, a request of 1 KiB on each, %d at a time; load by the bench's own client".formatted(title, SEATS);
    }

    private static String connect(int port, String server, int seconds) {
        return "connect port=%d sni=%s path=/1k connections=%d seconds=%d".formatted(port, server, SEATS, seconds);
    }

    /** Handshakes of the wrong kind are errors too. */
    static Words checked(Words result, long wrong) {
        long errors = result.number("errors") + Math.max(0, wrong);
        return new Words("ok", Map.of("units", result.text("units"), "errors", Long.toString(errors)));
    }

    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        List<Candidate> measured = bench.running().stream()
                .filter(each -> direct || !each.proxy().direct())
                .toList();
        Rounds rounds = new Rounds(bench, load);
        rounds.warm(measured);
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<Candidate, List<Sample>> each : rounds.run(measured).entrySet()) {
            lines.add(line(
                    each.getKey().proxy().name(),
                    each.getValue(),
                    each.getKey().process().peakKib()));
        }
        return new Report(name, title, columns(), lines);
    }

    private List<Column> columns() {
        return List.of(
                new Column("processor_us_each", "processor time a " + unit, "%.1f µs"),
                new Column("kernel_us_each", "of it in the kernel", "%.1f µs"),
                new Column("rounds_apart_percent", "rounds apart", "%.0f %%"),
                new Column("rate", unit + "s/s", "%,.0f"),
                new Column("proxy_core_percent", "proxy's core", "%.0f %%"),
                new Column("load_core_percent", "load's core", "%.0f %%"),
                new Column("errors", "errors", "%.0f"),
                new Column("peak_rss_mib", "peak RSS", "%.0f MiB"));
    }

    /** Medians of the rounds; how far they lie apart is told as a share of the median. */
    static Line line(String proxy, List<Sample> samples, long peakKib) {
        double micros = Median.of(samples, Sample::microsEach);
        DoubleSummaryStatistics all = samples.stream().collect(Collectors.summarizingDouble(Sample::microsEach));
        return new Line(
                proxy,
                List.of(
                        micros,
                        Median.of(samples, Sample::kernelMicrosEach),
                        (all.getMax() - all.getMin()) / micros * 100,
                        Median.of(samples, Sample::rate),
                        Median.of(samples, Sample::proxyPercent),
                        Median.of(samples, Sample::loadPercent),
                        samples.stream().mapToDouble(Sample::errors).sum(),
                        peakKib / 1024.0));
    }
}
