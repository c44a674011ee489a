// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many file descriptors this process may have open (RLIMIT_NOFILE), and how many connections that allows.
 *
 * <p>A gateway that spends its last descriptor on a client cannot reach an upstream for it. So at most half of what is
 * left beside the process's own needs goes to accepted connections; the other half is for upstreams.
 */
public final class DescriptorLimit {
    /** Kept for the jar, logs, event loops, listening sockets, and files read by a reload. */
    static final int OWN_NEEDS = 128;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String ROW = "Max open files";

    private DescriptorLimit() {}

    /** The limit of this process; {@link Integer#MAX_VALUE} if there is none or the system does not say. */
    public static int ofThisProcess() {
        try {
            return Files.isReadable(LIMITS) ? parse(Files.readString(LIMITS)) : Integer.MAX_VALUE;
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** The most connections to accept under a limit of descriptors; at least 1, at most {@code wanted}. */
    public static int connectionsWithin(int descriptors, int wanted) {
        return Math.max(1, Math.min(wanted, (descriptors - OWN_NEEDS) / 2));
    }

    /** The least limit of descriptors under which so many connections are accepted. */
    public static long neededFor(int connections) {
        return 2L * connections + OWN_NEEDS;
    }

    /** Reads the soft limit from the text of {@code /proc/self/limits}. */
    static int parse(String limits) {
        for (String line : limits.split("\n", -1)) {
            if (line.startsWith(ROW)) {
                String soft = line.substring(ROW.length()).strip().split(" ", 2)[0];
                return soft.equals("unlimited")
                        ? Integer.MAX_VALUE
                        : (int) Math.min(Long.parseLong(soft), Integer.MAX_VALUE);
            }
        }
        return Integer.MAX_VALUE;
    }
}
