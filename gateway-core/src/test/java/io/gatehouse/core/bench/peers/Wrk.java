// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** wrk with one thread on the core of the load: the cheapest client there is for connections that are kept. */
final class Wrk {
    private static final String REPORT = """
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT requests=%d bytes=%d errors=%d\\n", summary.requests, summary.bytes,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private final Cores cores;
    private final Path folder;
    private final Path script;

    Wrk(Site site) throws IOException {
        this.cores = site.cores();
        this.folder = site.folder();
        this.script = Files.writeString(site.folder().resolve("report.lua"), REPORT);
    }

    /**
     * What it counted.
     *
     * @param requests that were answered
     * @param bytes that came, also of answers that were not finished
     * @param errors connections, answers and times-out of the wrong kind
     */
    record Result(long requests, long bytes, long errors) {
        /** With a request as the unit of work. */
        Words inRequests() {
            return units(Long.toString(requests));
        }

        /** With a MiB as the unit of work. */
        Words inMib() {
            return units(Double.toString(bytes / 1048576.0));
        }

        private Words units(String units) {
            return new Words("ok", Map.of("units", units, "errors", Long.toString(errors)));
        }
    }

    /** Loads a proxy over so many connections. */
    Result run(int port, String path, int connections, int seconds) throws IOException, InterruptedException {
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
        return result(Commands.output(cores.ofLoad(Commands.withSuite(folder, command))));
    }

    /** What the script above wrote at the end. */
    static Result result(String text) {
        Words words = text.lines()
                .filter(line -> line.startsWith("RESULT "))
                .map(Words::of)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk says nothing of its result: " + text));
        return new Result(words.number("requests"), words.number("bytes"), words.number("errors"));
    }
}
