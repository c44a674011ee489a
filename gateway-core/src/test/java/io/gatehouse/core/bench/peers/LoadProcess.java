// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.LoadMain;
import io.gatehouse.core.bench.load.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of {@link LoadMain} on the core of the load, asked line by line. */
final class LoadProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter asks;

    private LoadProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.asks = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** Starts it with the class path and the JDK of this process. */
    static LoadProcess start(Site site) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                Integer.toString(site.sinkPort()));
        ProcessBuilder builder =
                new ProcessBuilder(site.cores().ofLoad(command)).redirectError(ProcessBuilder.Redirect.INHERIT);
        LoadProcess load = new LoadProcess(builder.start());
        load.answer("start");
        return load;
    }

    /** Has it do something, and waits for what came of it. */
    Words ask(String line) throws IOException {
        asks.println(line);
        return answer(line);
    }

    private Words answer(String asked) throws IOException {
        String line = answers.readLine();
        if (line == null || !line.startsWith("ok")) {
            throw new IOException("load: " + asked + ": " + line);
        }
        return Words.of(line);
    }

    @Override
    public void close() {
        asks.close(); // it ends with its input
        process.onExit()
                .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}
