// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/gatehouse}: which Java it takes, and what it says if there is none. */
class LauncherIT {
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
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.createFile(java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();

        assertThat(launch(folder.toString()))
                .contains(" -XX:MaxDirectMemorySize=" + memory / 2 + " -XX:MaxDirectMemorySize=2g -jar ");
    }

    private static String launch(String javaHome) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "version").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("GATEHOUSE_JAVA_OPTS", "-XX:MaxDirectMemorySize=2g");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
