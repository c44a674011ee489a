// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of many certificates: start, memory, reload and first handshakes of the gateway, nginx and HAProxy, in one run and with
 * the same files. See {@code scripts/bench/many-certs}.
 */
final class ManyCerts {
    private final List<Result> results = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private Path folder = Path.of("target/many-certs");
    private Path launcher = Path.of("scripts/gatehouse");
    private Path json = Path.of("target/many-certs.json");
    private int peersUpTo = 10_000;
    private int reloads = 5;

    private ManyCerts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        ManyCerts bench = new ManyCerts();
        bench.read(args);
        bench.run();
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--folder" -> folder = Path.of(args[++i]);
                case "--launcher" -> launcher = Path.of(args[++i]);
                case "--json" -> json = Path.of(args[++i]);
                case "--peers-up-to" -> peersUpTo = Integer.parseInt(args[++i]);
                case "--reloads" -> reloads = Integer.parseInt(args[++i]);
                default -> counts.add(Integer.parseInt(args[i]));
            }
        }
        if (counts.isEmpty()) {
            counts.addAll(List.of(1_000, 10_000, 100_000));
        }
    }

    private void run() throws IOException, InterruptedException {
        int most = counts.stream().max(Integer::compare).orElseThrow();
        System.err.println("certificates: " + most + " in " + folder);
        Farm farm = Farm.of(folder.resolve("farm"), most);
        Path work = Files.createDirectories(folder.resolve("run").toAbsolutePath());
        System.out.print(Result.head());
        for (Contender each : List.of(new Gatehouse(launcher.toAbsolutePath()), new Nginx(), new Haproxy())) {
            long baseKib = 0;
            for (int count : counts) {
                if (!each.isJvm() && count > peersUpTo) {
                    continue;
                }
                if (baseKib == 0) {
                    Result base = new Round(each, farm, 1, 0).run(work, 0);
                    System.err.printf(
                            "%s with one certificate: start %.2f s, processor %.1f s, settled %d KiB%n",
                            each.name(), base.startSeconds, base.startProcessorSeconds, base.settledKib);
                    baseKib = base.settledKib;
                }
                Result result = new Round(each, farm, count, reloads).run(work, baseKib);
                results.add(result);
                System.out.print(result.line());
            }
        }
        Files.writeString(
                json,
                "[" + String.join(",\n", results.stream().map(Result::json).toList()) + "]\n");
        System.err.println("the same as JSON: " + json);
    }
}
