// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs where.
 *
 * @param proxy the core of the proxy that is measured
 * @param load the core of clients and upstreams
 */
record Cores(int proxy, int load) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    /** Of two numbers with a comma between them. */
    static Cores of(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException("--cores " + text + " (expected: PROXY,LOAD)");
        }
        return new Cores(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    List<String> ofProxy(List<String> command) {
        return pinned(Integer.toString(proxy), command);
    }

    List<String> ofLoad(List<String> command) {
        return pinned(Integer.toString(load), command);
    }

    /** Both of them: what a process gets that nobody keeps to one. */
    List<String> ofBoth(List<String> command) {
        return pinned(proxy + "," + load, command);
    }

    private static List<String> pinned(String cores, List<String> command) {
        List<String> line = new ArrayList<>(List.of("taskset", "-c", cores));
        line.addAll(command);
        return line;
    }

    /** How long the core of the load has worked since the machine started, for whomever. */
    double loadSeconds() throws IOException {
        return busySeconds(load, Files.readString(Path.of("/proc/stat")));
    }

    static double busySeconds(int core, String procStat) {
        String name = "cpu" + core + " ";
        for (String line : procStat.lines().toList()) {
            if (line.startsWith(name)) {
                String[] ticks = line.split("\\s+", -1);
                long idle = Long.parseLong(ticks[4]) + Long.parseLong(ticks[5]); // idle and iowait
                long all = 0;
                for (int i = 1; i <= 8; i++) { // what follows, guest time, is part of user time
                    all += Long.parseLong(ticks[i]);
                }
                return (all - idle) / TICKS_PER_SECOND;
            }
        }
        throw new IllegalStateException("no " + name + "in /proc/stat");
    }
}
