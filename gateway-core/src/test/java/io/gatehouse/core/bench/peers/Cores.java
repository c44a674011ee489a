// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who runs where: the proxy alone on the first core, clients and upstreams on the second. */
final class Cores {
    static final int PROXY = 0;
    static final int LOAD = 1;

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    private Cores() {}

    /** The command, kept to this core. */
    static List<String> pinned(int core, List<String> command) {
        List<String> line = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        line.addAll(command);
        return line;
    }

    /** How long this core has worked since the machine started, for whomever. */
    static double busySeconds(int core) throws IOException {
        return busySeconds(core, Files.readString(Path.of("/proc/stat")));
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
        throw new IllegalStateException("no " + name + "in /proc/stat: the bench needs two cores");
    }
}
