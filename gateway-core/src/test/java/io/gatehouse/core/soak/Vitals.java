// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds, as Linux and the JVM itself tell.
 *
 * @param descriptors open ones by kind: {@code socket}, {@code anon_inode}, {@code pipe}, {@code file}
 * @param threads without those of compiler and collector, which come and go
 * @param heapKib used after a full collection
 * @param directKib what was allocated outside the heap through the JVM, Netty's buffers above all
 * @param residentKib all memory of the process that is in RAM, that of BoringSSL too
 */
record Vitals(Map<String, Long> descriptors, long threads, long heapKib, long directKib, long residentKib) {
    private static final Pattern HEAP = Pattern.compile("(?:PSYoungGen|ParOldGen|garbage-first heap) .*?used (\\d+)K");
    private static final Pattern DIRECT = Pattern.compile("- +Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern OF_THE_JVM = Pattern.compile("(C1|C2) Comp.*|GC .*|ParGC.*|G1 .*|Attach Listener.*");
    private static final double TICKS_PER_SECOND = 100;

    /** Collects garbage in the process and measures; the JVM must run with {@code -XX:NativeMemoryTracking=summary}. */
    static Vitals of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        jcmd(pid, "GC.run"); // what the first one made unreachable, such as phantom references
        return new Vitals(
                descriptors(pid),
                threads(pid),
                sum(HEAP, jcmd(pid, "GC.heap_info")),
                sum(DIRECT, jcmd(pid, "VM.native_memory", "summary")),
                sum(RESIDENT, Files.readString(proc(pid, "status"))));
    }

    long sockets() {
        return descriptors.getOrDefault("socket", 0L);
    }

    /** Open descriptors by kind; some may be gone when they are looked at. */
    static Map<String, Long> descriptors(long pid) throws IOException {
        Map<String, Long> kinds = new TreeMap<>();
        try (Stream<Path> all = Files.list(proc(pid, "fd"))) {
            for (Path each : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    String kind = target.startsWith("/") ? "file" : target.substring(0, target.indexOf(':'));
                    kinds.merge(kind, 1L, Long::sum);
                } catch (NoSuchFileException e) {
                    // it has been closed
                }
            }
        }
        return kinds;
    }

    /** Processor time used so far, in seconds. */
    static double processorSeconds(long pid) throws IOException {
        String stat = Files.readString(proc(pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private static long threads(long pid) throws IOException {
        try (Stream<Path> all = Files.list(proc(pid, "task"))) {
            long count = 0;
            for (Path each : all.toList()) {
                try {
                    String name = Files.readString(each.resolve("comm")).strip();
                    count += OF_THE_JVM.matcher(name).matches() ? 0 : 1;
                } catch (IOException e) {
                    // it has ended
                }
            }
            return count;
        }
    }

    private static long sum(Pattern pattern, String text) {
        long sum = 0;
        boolean found = false;
        for (Matcher each = pattern.matcher(text); each.find(); ) {
            sum += Long.parseLong(each.group(1));
            found = true;
        }
        if (!found) {
            throw new IllegalStateException(pattern + " is not in: " + text);
        }
        return sum;
    }

    private static String jcmd(long pid, String... arguments) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> command = new ArrayList<>(List.of(program, Long.toString(pid)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + text);
        }
        return text;
    }

    private static Path proc(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
