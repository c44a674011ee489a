// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warms the gateway up, measures it, loads it with everything for the given time, waits until the idle connections have ended, and
 * measures again. {@code main} prints a table and exits with 1 if anything was not as it must be.
 */
final class Soak {
    private static final long QUIET_SECONDS = 40;
    private static final double IDLE_PROCESSOR_SHARE =
            0.10; // the collector and the measuring itself; a spin takes 1.00

    /** A warning or an error, with the stack trace under it. */
    private static final Pattern COMPLAINT = Pattern.compile("(?m)^\\S+ (?:WARN|ERROR) .*(?:\\R(?!\\d{4}-).+)*");

    private final Tally tally = new Tally();
    private final List<Bound> bounds = new ArrayList<>();
    private long mostSockets;
    private int reloads;
    private double idleShare;
    private String kept = "";

    private Soak() {}

    /**
     * {@code [seconds [level of leak detection]]}; {@code simple} is what production runs with, {@code paranoid} follows every
     * buffer and costs most of the speed.
     */
    public static void main(String[] args) throws Exception {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 300;
        String leakDetection = args.length > 1 ? args[1] : "paranoid";
        Soak soak = run(Math.max(5, seconds / 10), seconds, leakDetection);
        System.out.print(soak.table());
        System.exit(soak.violations().isEmpty() ? 0 : 1);
    }

    static Soak run(long warmUpSeconds, long seconds, String leakDetection) throws Exception {
        Soak soak = new Soak();
        Path folder = Files.createTempDirectory("gatehouse-soak");
        try (Site site = new Site(folder, soak.tally)) {
            GatewayProcess gateway = GatewayProcess.start(site.folder(), options(leakDetection));
            try {
                soak.load(site, gateway, warmUpSeconds, seconds);
            } finally {
                soak.end(gateway);
            }
        }
        if (soak.violations().isEmpty()) {
            deleteAll(folder);
        } else {
            soak.kept = folder.toString(); // the access log says what the gateway thinks of it
        }
        return soak;
    }

    /** What went wrong; empty if all is well. */
    List<String> violations() {
        List<String> all = new ArrayList<>(tally.violations());
        for (Bound each : bounds) {
            if (!each.holds()) {
                all.add("not back at its base: " + each);
            }
        }
        return all;
    }

    String table() {
        StringBuilder text = new StringBuilder();
        tally.all().forEach((what, count) -> text.append("%-44s %9d%n".formatted(what, count)));
        text.append("%-44s %9d%n".formatted("reloads", reloads));
        text.append("%-44s %9d%n".formatted("most sockets open", mostSockets));
        text.append("%-44s %8.1f%%%n".formatted("processor when idle", idleShare * 100));
        text.append("%n%-22s %9s %9s %9s  %s%n".formatted("", "base", "end", "allowed", "why"));
        for (Bound each : bounds) {
            text.append("%-22s %9d %9d %9d  %s%s%n"
                    .formatted(
                            each.what(),
                            each.base(),
                            each.end(),
                            each.allowed(),
                            each.reason(),
                            each.holds() ? "" : "  <- TOO MUCH"));
        }
        List<String> violations = violations();
        text.append("%n%d violations%n".formatted(violations.size()));
        violations.forEach(each -> text.append(each).append(System.lineSeparator()));
        if (!kept.isEmpty()) {
            text.append("configuration and access log are kept in ")
                    .append(kept)
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    private static List<String> options(String leakDetection) {
        return List.of(
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch", // so that what is resident does not grow by heap that is touched for the first
                // time
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=4",
                "-XX:NativeMemoryTracking=summary",
                "-Dio.netty.leakDetection.level=" + leakDetection);
    }

    private void load(Site site, GatewayProcess gateway, long warmUpSeconds, long seconds) throws Exception {
        Doors doors = new Doors(gateway, tally);
        Load load = new Load(doors, tally);
        load.run("w", warmUpSeconds, () -> everySecond(site, gateway));
        awaitQuiet(gateway, 0);
        Vitals base = Vitals.of(gateway.pid());
        load.run("s", seconds, () -> everySecond(site, gateway));
        awaitQuiet(gateway, base.sockets());
        bounds.addAll(Bound.of(base, Vitals.of(gateway.pid())));
        measureIdle(gateway);
    }

    private void everySecond(Site site, GatewayProcess gateway) throws Exception {
        site.change(++reloads);
        String line = gateway.reload();
        if (!line.contains(" reload ok ")) {
            tally.violation("refused reload", line);
        }
        long sockets = Vitals.descriptors(gateway.pid()).getOrDefault("socket", 0L);
        mostSockets = Math.max(mostSockets, sockets);
    }

    /** Waits until so many sockets are open, or, not knowing how many that is, until their number stays the same for long enough. */
    private static void awaitQuiet(GatewayProcess gateway, long known) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
        long before = -1;
        int same = 0;
        while (deadline - System.nanoTime() > 0 && same < 8) { // longer than any idle timeout of the site
            Pace.pause(1_000);
            long now = Vitals.descriptors(gateway.pid()).getOrDefault("socket", 0L);
            same = now == before ? same + 1 : 0;
            before = now;
            if (known > 0 && now <= known) {
                return;
            }
        }
    }

    private void measureIdle(GatewayProcess gateway) throws Exception {
        Pace.pause(2_000); // what the measuring itself started
        double before = Vitals.processorSeconds(gateway.pid());
        Pace.pause(5_000);
        idleShare = (Vitals.processorSeconds(gateway.pid()) - before) / 5;
        if (idleShare > IDLE_PROCESSOR_SHARE) {
            tally.violation("spin", "uses %.0f%% of a processor with nothing to do".formatted(idleShare * 100));
        }
    }

    private void end(GatewayProcess gateway) throws Exception {
        if (!gateway.isAlive()) {
            tally.violation("end", "the gateway has ended by itself: " + gateway.log());
        }
        Finished finished = gateway.terminate(); // fails on a leak
        if (finished.exitCode() != 0) {
            tally.violation("end", "exit code " + finished.exitCode());
        }
        Matcher complaints = COMPLAINT.matcher(finished.out() + finished.err());
        while (complaints.find()) {
            tally.violation("unexpected in the log", complaints.group());
        }
    }

    private static void deleteAll(Path folder) throws Exception {
        try (java.util.stream.Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
