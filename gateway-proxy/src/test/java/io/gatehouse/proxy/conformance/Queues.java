// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel holds of TCP connections of this machine, by {@code /proc/net/tcp} and {@code tcp6}. */
final class Queues {
    private static final Path[] TABLES = {Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")};

    private Queues() {}

    /**
     * Whether all that one end sent was read by the other end, which is on this machine too; true where the kernel has no such
     * tables.
     */
    static boolean areEmpty(int from, int to) throws IOException {
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                for (String line : Files.readString(table, StandardCharsets.US_ASCII)
                        .lines()
                        .skip(1)
                        .toList()) {
                    String[] fields = line.strip().split("\\s+"); // number, local, remote, state, sent:received, ...
                    String[] queued = fields[4].split(":", 2);
                    boolean unsent = joins(fields, from, to) && Long.parseLong(queued[0], 16) > 0;
                    boolean unread = joins(fields, to, from) && Long.parseLong(queued[1], 16) > 0;
                    if (unsent || unread) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean joins(String[] fields, int local, int remote) {
        return port(fields[1]) == local && port(fields[2]) == remote;
    }

    private static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1), 16);
    }
}
