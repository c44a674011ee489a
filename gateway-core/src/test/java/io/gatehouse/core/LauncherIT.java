// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/gatehouse}: which Java it takes, and what it says if there is none. */
class LauncherIT {
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String CLASS_LOADING = "-Xlog:class+load";
    private static final String LOADED_MAIN = "io.gatehouse.core.Main source: ";
    private static final Path SCRIPT = Path.of("..", "scripts", "gatehouse").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void runsTheJarWithTheJavaOfJavaHome() throws Exception {
        assertThat(launch(System.getProperty("java.home")))
                .contains("java       " + System.getProperty("java.version"));
    }

    @Test
    void saysWhatIsWrongWithJavaHome() throws Exception {
        assertThat(launch(folder.toString()))
                .isEqualTo("gatehouse: JAVA_HOME is '" + folder + "', but there is no bin/java in it: "
                        + "set it to a JDK from 17 on, or unset it\n");
    }

    @Test
    void refusesAnOldJavaByName() throws Exception {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"1.8.0_452\"\n");

        assertThat(launch(folder.toString()))
                .isEqualTo(
                        "gatehouse: " + java + " is Java 8: Gatehouse needs Java 17 or newer; set JAVA_HOME to one\n");
    }

    @Test
    void givesHalfOfTheMemoryToBuffersUnlessToldOtherwise() throws Exception {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();

        assertThat(launch(fakeJava("#!/bin/sh\necho \"$@\"\n")))
                .contains(" -XX:MaxDirectMemorySize=" + memory / 2 + " ")
                .contains(" -XX:MaxDirectMemorySize=2g -jar ");
    }

    /** Messages quote the system, and some remedies go by what it says. */
    @Test
    void hasTheSystemSpeakEnglish() throws Exception {
        String java = fakeJava("#!/bin/sh\necho \"${LC_ALL-unset} $LC_CTYPE $LC_MESSAGES\"\n");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "version").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", java);
        builder.environment().put("GATEHOUSE_JAR", System.getProperty("gatehouse.jar"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("LC_MESSAGES", "de_DE.UTF-8");

        Process process = builder.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("unset C.UTF-8 C\n");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void startsFromItsArchiveAndWithoutAWordWhereThatIsOfAnotherJar() throws Exception {
        Path jar = Files.copy(Path.of(System.getProperty("gatehouse.jar")), folder.resolve("gatehouse.jar"));
        String plain = launch(JAVA_HOME, jar, "", "version");
        assertThat(launch(JAVA_HOME, jar, CLASS_LOADING, "version")).contains(LOADED_MAIN + "file:");

        String made = launch(JAVA_HOME, jar, "", "archive");

        Path archive = Path.of(made.strip().replace("gatehouse: made ", ""));
        assertThat(archive).hasParent(folder).isRegularFile();
        assertThat(launch(JAVA_HOME, jar, CLASS_LOADING, "version")).contains(LOADED_MAIN + "shared objects file");
        assertThat(launch(JAVA_HOME, jar, "", "version")).isEqualTo(plain);

        Files.writeString(archive, "no archive at all");

        assertThat(launch(JAVA_HOME, jar, "", "version")).isEqualTo(plain);

        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));

        assertThat(launch(JAVA_HOME, jar, CLASS_LOADING, "version")).contains(LOADED_MAIN + "file:");
        assertThat(launch(JAVA_HOME, jar, "", "version")).isEqualTo(plain);
        assertThat(launch(JAVA_HOME, jar, "", "archive")).contains("-0.");
        assertThat(archive).doesNotExist(); // nobody would use it any more
    }

    /** Not all of Java looks whether an archive is of the jar: it would run the code of another release. */
    @ParameterizedTest
    @CsvSource({"17.0.1, jsa, -XX:SharedArchiveFile=", "25.0.3, aot, -XX:AOTCache="})
    void namesNoArchiveOfAnotherJar(String version, String kind, String option) throws Exception {
        String java = fakeJava(version, "#!/bin/sh\necho \"$@\"\n");
        Path jar = Files.writeString(folder.resolve("some.jar"), "12345");
        String name = "some-" + version.substring(0, 2) + "-%d-%d." + kind;
        Path archive = Files.createFile(folder.resolve(name.formatted(5, modified(jar))));

        assertThat(launch(java, jar, "", "version")).contains(option + archive + " ");

        Files.writeString(jar, "123456");
        Files.setLastModifiedTime(jar, Files.getLastModifiedTime(archive));
        assertThat(launch(java, jar, "", "version")).doesNotContain(option);

        Files.writeString(jar, "54321");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(launch(java, jar, "", "version")).doesNotContain(option);
    }

    /** As a service with {@code MemoryMax=}, whose limit stands in its own group and not at the root. */
    @Test
    void givesHalfOfWhatTheGroupOfTheProcessMayHave() throws Exception {
        Path group = memoryGroup();
        Path inner = Files.createDirectory(group.resolve("inner"));
        try {
            Path limit = Stream.of("memory.max", "memory.limit_in_bytes")
                    .map(group::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Files.writeString(limit, Integer.toString(1 << 30));
            String script = "echo $$ > " + inner + "/cgroup.procs && exec " + SCRIPT + " version";
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", fakeJava("#!/bin/sh\necho \"$@\"\n"));
            builder.environment().put("GATEHOUSE_JAR", System.getProperty("gatehouse.jar"));
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(text).contains(" -XX:MaxDirectMemorySize=" + (1 << 29) + " ");
        } finally {
            Files.delete(inner);
            Files.delete(group);
        }
    }

    /** A group of its own, where this user may make one and memory is counted. */
    private static Path memoryGroup() throws IOException {
        for (String root : List.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup")) {
            try {
                Path group = Files.createTempDirectory(Path.of(root), "gatehouse-test-");
                if (Files.exists(group.resolve("memory.max")) || Files.exists(group.resolve("memory.limit_in_bytes"))) {
                    return group;
                }
                Files.delete(group);
            } catch (IOException e) {
                // not there, or not ours: the next one
            }
        }
        return abort("no group whose memory could be limited");
    }

    /** Before it takes seconds, and tells a user of a system-wide jar of everything that it could not archive. */
    @Test
    void saysAtOnceThatAnArchiveCannotBeWritten() throws Exception {
        assertThat(launch(
                        fakeJava("#!/bin/sh\necho started\n"), Path.of("/proc/version"), "", "archive")) // also as root
                .startsWith("gatehouse: /proc/version-")
                .endsWith(" cannot be written by this user: run archive as the owner of the jar;"
                        + " Gatehouse starts without it too\n");
    }

    @Test
    void takesNoArgumentsToArchive() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "archive", "all").redirectErrorStream(true);
        builder.environment().put("GATEHOUSE_JAR", System.getProperty("gatehouse.jar"));

        Process process = builder.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("gatehouse: archive takes no arguments, but there is 'all'\n");
        assertThat(process.waitFor()).isEqualTo(64);
    }

    @Test
    void showsWhyAnArchiveWasNotMade() throws Exception {
        Path jar = Files.createFile(folder.resolve("some.jar"));

        assertThat(launch(fakeJava("#!/bin/sh\necho no room; exit 1\n"), jar, "", "archive"))
                .isEqualTo("no room\ngatehouse: " + archive(jar)
                        + " was not made: see above; Gatehouse starts without it too\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.jsa*");
    }

    @Test
    void leavesSharingToWhoeverHasOptionsForIt() throws Exception {
        String java = fakeJava("#!/bin/sh\necho \"$@\"\n");
        Path jar = Files.createFile(folder.resolve("some.jar"));
        Path archive = Files.createFile(archive(jar));

        assertThat(launch(java, jar, "-Xmx1g", "version")).contains(" -XX:SharedArchiveFile=" + archive + " ");
        assertThat(launch(java, jar, "-Xshare:off", "version")).doesNotContain(archive.toString());
        assertThat(launch(java, jar, "-Xmx1g -XX:SharedArchiveFile=other.jsa", "version"))
                .doesNotContain(archive.toString());
    }

    @Test
    void leavesTheCollectorToWhoeverChoosesOne() throws Exception {
        String java = fakeJava("#!/bin/sh\necho \"$@\"\n");
        Path jar = Files.createFile(folder.resolve("some.jar"));

        assertThat(launch(java, jar, "-Xmx1g", "version"))
                .contains("-XX:+UseG1GC ")
                .contains("-XX:G1NewSizePercent=20 ");
        assertThat(launch(java, jar, "-XX:+UseStringDeduplication -XX:MaxGCPauseMillis=50", "version"))
                .contains("-XX:+UseG1GC ");
        assertThat(launch(java, jar, "-Xmx1g -XX:+UseParallelGC", "version"))
                .contains("-XX:+UseParallelGC ")
                .doesNotContain("G1GC")
                .doesNotContain("G1New");
        assertThat(launch(JAVA_HOME, Path.of(System.getProperty("gatehouse.jar")), "-XX:+UseSerialGC", "version"))
                .contains("java       ");
    }

    @Test
    void allowsUnsafeWhereJavaWarnsOfIt() throws Exception {
        String print = "#!/bin/sh\necho \"$@\"\n";
        Path jar = Files.createFile(folder.resolve("some.jar"));
        String option = "--sun-misc-unsafe-memory-access=allow ";

        assertThat(launch(fakeJava("25.0.1", print), jar, "-Xmx1g", "version")).contains(option);
        assertThat(launch(fakeJava("17.0.1", print), jar, "-Xmx1g", "version")).doesNotContain(option);
    }

    /** The archive that Java 17 uses for this jar. */
    private static Path archive(Path jar) throws IOException {
        String name = jar.toString().replace(".jar", "");
        return Path.of("%s-17-%d-%d.jsa".formatted(name, Files.size(jar), modified(jar)));
    }

    private static long modified(Path jar) throws IOException {
        return Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS);
    }

    /** A home of a Java 17 that is this script. */
    private String fakeJava(String script) throws IOException {
        return fakeJava("17.0.1", script);
    }

    private String fakeJava(String version, String script) throws IOException {
        Path home = folder.resolve("java-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(java, script);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home.toString();
    }

    private static String launch(String javaHome) throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("gatehouse.jar"));
        return launch(javaHome, jar, "-XX:MaxDirectMemorySize=2g", "version");
    }

    private static String launch(String javaHome, Path jar, String options, String command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("GATEHOUSE_JAR", jar.toString());
        builder.environment().put("GATEHOUSE_JAVA_OPTS", options);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
