// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server that runs, with the processes that it made. */
public final class ServerProcess implements AutoCloseable {
    private static final long START_MINUTES = 30;
    private static final long STOP_SECONDS = 30;
    private static final long POLL_NANOS = 2_000_000;
    private static final long SHRINKING_MILLIS = 1_000;
    private static final long STEADY_KIB = 1_024;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    private final Process process;
    private final long begunNanos = System.nanoTime();
    private long readyNanos;

    /** Asks a server for something; fails while it does not answer. */
    public interface Probe {
        void ask() throws IOException;
    }

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts it and waits for its first answer. Its output goes to {@code output} of the folder. */
    public static ServerProcess start(List<String> command, Path folder, Probe probe) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        ServerProcess server = new ServerProcess(builder.start());
        server.awaitAnswer(folder, probe);
        return server;
    }

    /** From the start to the first answer. */
    public double startSeconds() {
        return readyNanos / 1e9;
    }

    /** Processor time of all of it so far. */
    public double processorSeconds() {
        return all().map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1e3;
    }

    /** The part of its processor time that the kernel worked for it. */
    public double kernelSeconds() throws IOException {
        double sum = 0;
        for (ProcessHandle each : all().toList()) {
            sum += kernelSeconds(Files.readString(proc(each.pid(), "stat")));
        }
        return sum;
    }

    /** The same of one process, by its line of {@code /proc}: {@code stime} is the thirteenth word behind the name, which may hold spaces. */
    public static double kernelSeconds(String procPidStat) {
        String[] behindName =
                procPidStat.substring(procPidStat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(behindName[12]) / TICKS_PER_SECOND;
    }

    /** Memory of all of it in KiB; what processes share is counted once. */
    public long residentKib() throws IOException {
        long sum = 0;
        for (ProcessHandle each : all().toList()) {
            sum += kib(each.pid(), "smaps_rollup", "Pss:");
        }
        return sum;
    }

    /** The most memory that it had since {@link #forgetPeak}, in KiB; what processes share is counted for each of them. */
    public long peakKib() throws IOException {
        long sum = 0;
        for (ProcessHandle each : all().toList()) {
            sum += kib(each.pid(), "status", "VmHWM:");
        }
        return sum;
    }

    /** From now on the peak is counted anew. */
    public void forgetPeak() throws IOException {
        for (ProcessHandle each : all().toList()) {
            Files.writeString(proc(each.pid(), "clear_refs"), "5");
        }
    }

    private static long kib(long pid, String file, String field) throws IOException {
        try {
            for (String line : Files.readAllLines(proc(pid, file))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (FileSystemException e) {
            if (!(e instanceof NoSuchFileException) && !"No such process".equals(e.getReason())) {
                throw e;
            }
        }
        return 0; // a worker of before the reload has just ended, or has nothing left
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    /** Collects the garbage of a JVM twice, and waits while the heap shrinks, which it does beside all else: what is left is what it needs. */
    public void collectGarbage() throws IOException, InterruptedException {
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
        long before;
        long now = residentKib();
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SHRINKING_MILLIS));
            before = now;
            now = residentKib();
        } while (before - now > STEADY_KIB);
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

    private void awaitAnswer(Path folder, Probe probe) throws IOException {
        long deadline = begunNanos + TimeUnit.MINUTES.toNanos(START_MINUTES);
        while (System.nanoTime() - deadline < 0 && process.isAlive()) {
            try {
                probe.ask();
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
