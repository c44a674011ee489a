// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On what, and with what, was measured. */
final class Machine {
    private Machine() {}

    /** Names and values, for people. */
    static Map<String, String> facts(Options options) throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor(Files.readString(Path.of("/proc/cpuinfo"))));
        facts.put("kernel", first("uname", "-srm"));
        facts.put("java", System.getProperty("java.vm.version"));
        facts.put("commit", commit());
        facts.put("nginx", first("nginx", "-v"));
        facts.put("haproxy", first("haproxy", "-v"));
        facts.put("openssl", first("openssl", "version"));
        facts.put("cores", "proxy %d, load %d".formatted(options.cores.proxy(), options.cores.load()));
        facts.put(
                "lengths",
                "%d rounds of %d s, a JVM is warmed for %d s"
                        .formatted(options.rounds, options.seconds, options.warmSeconds));
        return facts;
    }

    /** Version, suite and group that a client of OpenSSL gets from a proxy. */
    static String negotiated(Path folder, int port) throws IOException, InterruptedException {
        List<String> client = List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-servername", Site.P256);
        return negotiated(Commands.output(Commands.withSuite(folder, client)));
    }

    static String negotiated(String text) {
        StringBuilder found = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("New, ") || line.startsWith("Server Temp Key: ")) {
                found.append(found.isEmpty() ? "" : "; ").append(line);
            }
        }
        return found.toString();
    }

    static String processor(String cpuinfo) {
        long count =
                cpuinfo.lines().filter(line -> line.startsWith("processor")).count();
        String model = cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        return count + " x " + model;
    }

    private static String first(String... command) throws IOException, InterruptedException {
        return Commands.output(List.of(command)).lines().findFirst().orElse("");
    }

    private static String commit() throws InterruptedException {
        try {
            return first("git", "describe", "--always", "--dirty");
        } catch (IOException e) {
            return "unknown"; // no git, or no repository
        }
    }
}
