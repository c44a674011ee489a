// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server that runs, with the processes that it made. */
final class ServerProcess implements AutoCloseable {
    private static final long START_MINUTES = 30;
    private static final long STOP_SECONDS = 30;
    private static final long POLL_NANOS = 2_000_000;

    private final Process process;
    private final int port;
    private final long begunNanos = System.nanoTime();
    private long readyNanos;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits for its first handshake. Its output goes to {@code output} of the folder. */
    static ServerProcess start(List<String> command, Path folder, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        ServerProcess server = new ServerProcess(builder.start(), port);
        server.awaitHandshake(folder);
        return server;
    }

    /** From the start to the first handshake. */
    double startSeconds() {
        return readyNanos / 1e9;
    }

    /** Processor time of all of it so far. */
    double processorSeconds() {
        return all().map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1e3;
    }

    /** Memory of all of it in KiB; what processes share is counted once. */
    long residentKib() throws IOException {
        long sum = 0;
        for (ProcessHandle each : all().toList()) {
            sum += residentKib(each.pid());
        }
        return sum;
    }

    private static long residentKib(long pid) throws IOException {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (NoSuchFileException e) {
            return 0; // a worker of before the reload has just ended
        }
        return 0;
    }

    /** Collects the garbage of a JVM twice: what is left is what it needs, and the heap may shrink. */
    void collectGarbage() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            String jcmd =
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            Process run = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new IOException("jcmd: " + text);
            }
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = all().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while a server ends");
        }
        all.forEach(ProcessHandle::destroyForcibly); // workers that still wait for somebody
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private void awaitHandshake(Path folder) throws IOException {
        long deadline = begunNanos + TimeUnit.MINUTES.toNanos(START_MINUTES);
        while (System.nanoTime() - deadline < 0 && process.isAlive()) {
            try (Visitor visitor = new Visitor(port, Farm.name(0))) {
                visitor.get();
                readyNanos = System.nanoTime() - begunNanos;
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(POLL_NANOS); // not yet
            }
        }
        process.destroyForcibly();
        throw new IOException("does not answer: " + Files.readString(folder.resolve("output")));
    }
}
