// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The gateway beside its peers: all scenarios, one after the other. See {@code scripts/bench/run}. */
final class SideBySide {
    private final Options options;
    private final Site site;
    private final Wrk wrk;
    private final LoadProcess load;

    private SideBySide(Options options, Site site, LoadProcess load) throws IOException {
        this.options = options;
        this.site = site;
        this.load = load;
        this.wrk = new Wrk(site.folder());
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        Options options = Options.of(args);
        Path folder = Files.createTempDirectory(
                Files.createDirectories(options.folder).toAbsolutePath(), "run");
        Site site = Site.make(folder);
        ServerProcess upstreams = Upstreams.start(site);
        try (LoadProcess load = LoadProcess.start(site)) {
            new SideBySide(options, site, load).run();
        } finally {
            upstreams.close();
        }
    }

    private void run() throws IOException, InterruptedException {
        List<Candidate> running = new ArrayList<>();
        try {
            for (Proxy each : options.proxies) {
                System.err.println("starting " + each.name());
                running.add(Candidate.start(each, site));
            }
            Rounds rounds = new Rounds(options.rounds, options.seconds, options.warmSeconds);
            for (Scenario each : scenarios()) {
                if (options.only.isEmpty() || options.only.contains(each.name())) {
                    System.err.println(each.name());
                    List<Candidate> measured = running.stream()
                            .filter(candidate ->
                                    each.direct() || !candidate.proxy().direct())
                            .toList();
                    System.out.print(Table.of(each, rounds.run(each.load(), measured)));
                }
            }
        } finally {
            for (Candidate each : running) {
                each.process().close();
            }
        }
    }

    private List<Scenario> scenarios() {
        return List.of(
                new Scenario(
                        "keepalive-http",
                        "requests of 1 KiB on 64 kept connections, upstream in clear text",
                        "request",
                        "wrk",
                        true,
                        keepAlive("/1k")),
                new Scenario(
                        "keepalive-https",
                        "the same, upstream over TLS",
                        "request",
                        "wrk",
                        false,
                        keepAlive("/https/1k")),
                new Scenario(
                        "keepalive-mtls",
                        "the same, upstream over mTLS",
                        "request",
                        "wrk",
                        false,
                        keepAlive("/mtls/1k")),
                new Scenario(
                        "handshake-p256",
                        "new connections of TLS 1.3 with one request, ECDSA P-256",
                        "connection",
                        "our own client",
                        true,
                        connections(Site.P256, "")),
                new Scenario(
                        "handshake-rsa2048",
                        "the same, RSA-2048",
                        "connection",
                        "our own client",
                        true,
                        connections(Site.RSA, "")),
                new Scenario(
                        "resumed",
                        "the same by a ticket of TLS 1.3",
                        "connection",
                        "our own client",
                        true,
                        connections(Site.P256, "resume=yes")),
                new Scenario(
                        "client-cert",
                        "the same with a client certificate, both P-256",
                        "connection",
                        "our own client",
                        true,
                        connections(Site.CLIENT, "cert=%s key=%s".formatted(site.cert("client"), site.key("client")))));
    }

    private Load keepAlive(String path) {
        return (port, seconds) -> {
            Words result = wrk.run(port, path, 64, seconds);
            return new Work(result.number("requests"), result.number("errors"));
        };
    }

    private Load connections(String name, String more) {
        return (port, seconds) -> Work.of(load.ask(
                "connect port=%d sni=%s path=/1k connections=32 seconds=%d %s".formatted(port, name, seconds, more)));
    }
}
