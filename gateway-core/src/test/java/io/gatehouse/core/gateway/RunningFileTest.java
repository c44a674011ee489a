// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningFileTest {
    private static final int STRANGER = 65_534;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path running;

    @SuppressWarnings("NullAway.Init")
    private Path other;

    @BeforeEach
    void write() throws IOException {
        running = Files.createFile(
                Files.createDirectory(folder.resolve("running")).resolve("gateway.yaml"));
        other = Files.createFile(Files.createDirectory(folder.resolve("other")).resolve("gateway.yaml"));
    }

    @Test
    void aFileOfThisUserIsNoStrangers() throws Exception {
        assertThat(file().strangersPart(other)).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNobodys() {
        assertThatThrownBy(() -> file().strangersPart(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void everyPartOfTheWayCounts() throws Exception {
        for (Path part : new Path[] {other, folder.resolve("other"), link("direct"), link("indirect")}) {
            give(part, STRANGER);
            assertThat(file().strangersPart(Files.isDirectory(part) ? part.resolve("gateway.yaml") : part))
                    .contains(part);
            give(part, 0);
        }
    }

    @Test
    void whoCouldChangeWhatRunsIsNoStranger() throws Exception {
        give(folder.resolve("running"), STRANGER);
        give(other, STRANGER);
        assertThat(file().strangersPart(other)).isEmpty();
    }

    private RunningFile file() {
        return new RunningFile(running);
    }

    private Path link(String name) throws IOException {
        return Files.createSymbolicLink(
                folder.resolve(name), name.equals("direct") ? running : folder.resolve("running"));
    }

    /** As only root can. */
    private static void give(Path part, int user) throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setAttribute(part, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }
}
