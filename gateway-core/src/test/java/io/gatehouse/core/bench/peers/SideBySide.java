// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The gateway beside its peers: all scenarios, one after the other. See {@code scripts/bench/run}. */
final class SideBySide {
    private static final int UNKNOWN_OPTION = 2;
    private static final int SOME_FAILED = 3;

    private final Options options;
    private final Map<String, String> facts;
    private final List<Report> reports = new ArrayList<>();

    private SideBySide(Options options, Map<String, String> facts) {
        this.options = options;
        this.facts = facts;
    }

    /** Ends with 0, with 2 if nobody knows an option, or with 3 if some answers were not as they should be. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        Runtime.getRuntime().addShutdownHook(new Thread(SideBySide::endChildren));
        System.exit(run(args));
    }

    private static int run(String... args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(args);
            options.wanted();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            return UNKNOWN_OPTION;
        }
        SideBySide bench = new SideBySide(options, Machine.facts(options));
        Path folder = Files.createTempDirectory(
                Files.createDirectories(options.folder).toAbsolutePath(), "run");
        bench.run(folder);
        bench.write();
        deleteAll(folder);
        return bench.errors() == 0 ? 0 : SOME_FAILED;
    }

    /** Every scenario. */
    static List<Scenario> scenarios() {
        return List.of(
                Throughput.keepAlive("keepalive-http", "/1k", "in clear text"),
                Throughput.keepAlive("keepalive-https", "/https/1k", "over TLS"),
                Throughput.keepAlive("keepalive-mtls", "/mtls/1k", "over mTLS"),
                Throughput.handshakes("handshake-p256", "New connections, ECDSA P-256", Site.P256),
                Throughput.handshakes("handshake-rsa2048", "New connections, RSA-2048", Site.RSA),
                Throughput.resumptions("resumed", "New connections that resume a session by ticket"),
                Throughput.clientCertificates("client-cert", "New connections with a client certificate, both P-256"),
                Throughput.download("download-1m", "/1m", 8),
                Throughput.download("download-100m", "/100m", 4),
                Throughput.upload("upload-100m"),
                new PacedLatency("latency"),
                new IdleMemory("idle-memory"),
                new FirstAnswer("first-answer"),
                new WarmUp("warm-up"),
                new Primitives("openssl-speed"));
    }

    private void run(Path folder) throws IOException, InterruptedException {
        Site site = Site.make(options.cores, folder);
        for (Proxy each : options.startable()) {
            each.install();
        }
        ServerProcess upstreams = Upstreams.start(site);
        List<Candidate> running = new ArrayList<>();
        try (LoadProcess load = LoadProcess.start(site)) {
            for (Proxy each : options.proxies) {
                running.add(started(each, site));
            }
            facts.forEach((name, value) -> System.out.printf("%s: %s%n", name, value));
            System.out.println();
            Bench bench = new Bench(options, site, new Wrk(site), load, running);
            for (Candidate each : running) {
                if (each.proxy().jvm()) {
                    new Rounds(bench, Throughput.kept("/1k")).warmFromCold(each);
                }
            }
            for (Scenario each : options.wanted()) {
                System.err.println("measuring " + each.name());
                Report report = each.run(bench);
                reports.add(report);
                System.out.print(report.table());
            }
            System.out.print(
                    Summary.of(options.proxies.stream().map(Proxy::name).toList(), reports));
        } finally {
            for (Candidate each : running) {
                each.process().close();
            }
            upstreams.close();
        }
    }

    private Candidate started(Proxy proxy, Site site) throws IOException, InterruptedException {
        Candidate candidate = Candidate.start(proxy, site);
        System.err.println(proxy.name() + " listens on port " + candidate.port());
        candidate.check();
        facts.put("TLS of " + proxy.name(), Machine.negotiated(site.folder(), candidate.port()));
        return candidate;
    }

    private void write() throws IOException {
        String found = facts.entrySet().stream()
                .map(each -> Json.text(each.getKey()) + ": " + Json.text(each.getValue()))
                .collect(Collectors.joining(",\n  "));
        String scenarios = reports.stream().map(Report::json).collect(Collectors.joining(",\n"));
        Files.writeString(options.json, "{\n  %s,\n  \"scenarios\": [\n%s\n  ]\n}\n".formatted(found, scenarios));
        if (options.plots != null) {
            Files.createDirectories(options.plots);
            for (Report each : reports) {
                Files.writeString(options.plots.resolve(each.name() + ".svg"), Bars.svg(each));
            }
        }
        System.err.println("the same as JSON: " + options.json);
    }

    private double errors() {
        return reports.stream().mapToDouble(Report::errors).sum();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Whoever ends the bench ends what it started. */
    private static void endChildren() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
    }
}
