// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** wrk with one thread on the core of the load: the cheapest client there is for connections that are kept. */
final class Wrk {
    private static final String REPORT = """
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT requests=%d bytes=%d errors=%d\\n", summary.requests, summary.bytes,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private final Path script;

    Wrk(Path folder) throws IOException {
        this.script = Files.writeString(folder.resolve("report.lua"), REPORT);
    }

    /** Loads a proxy over so many connections and returns {@code requests}, {@code bytes} and {@code errors}. */
    Words run(int port, String path, int connections, int seconds) throws IOException, InterruptedException {
        List<String> command = List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "30s",
                "-s",
                script.toString(),
                "https://%s:%d%s".formatted(Site.P256, port, path));
        Process process = new ProcessBuilder(Cores.pinned(Cores.LOAD, command))
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk: " + text);
        }
        return result(text);
    }

    /** The line that the script above writes at the end. */
    static Words result(String text) {
        return text.lines()
                .filter(line -> line.startsWith("RESULT "))
                .map(Words::of)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk says nothing of its result: " + text));
    }
}
