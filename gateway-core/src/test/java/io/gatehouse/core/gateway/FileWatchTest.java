// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.SeenFiles;
import io.gatehouse.tls.fixtures.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When files are due, look by look. */
class FileWatchTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final FileWatch watch = new FileWatch(new TestClock());

    @SuppressWarnings("NullAway.Init")
    private ConfigDir files;

    @BeforeEach
    void load() throws IOException {
        files = new ConfigDir(folder)
                .file("a.yaml", "a")
                .file("routes/one.yaml", "1")
                .file("v1/c.crt", "one")
                .file("v2/c.crt", "one");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("c.crt"), Path.of("..data", "c.crt"));
        watch.took(seen());
    }

    @Test
    void nothingIsDueWhileNothingChanges() {
        assertThat(looks(3)).containsExactly(false, false, false);
        assertThat(watch.status().checkedAt()).isNotNull();
    }

    @Test
    void whatNobodyNotedIsDueOnceItIsQuiet() throws IOException {
        watch.took(null);
        assertThat(watch.isReady()).isFalse();
        watch.noted(seen());
        assertThat(watch.isReady()).isTrue();
        files.file("a.yaml", "goes on");
        assertThat(looks(2)).containsExactly(false, true);

        watch.took(null);
        watch.noted(seen());
        assertThat(looks(1)).containsExactly(true);
        watch.took(seen());
        assertThat(looks(2)).containsExactly(false, false);
    }

    @Test
    void whatChangedIsDueOnceItIsQuiet() throws IOException {
        files.file("a.yaml", "b"); // of the same size, as an inode of its own
        assertThat(looks(2)).containsExactly(false, true);
        watch.took(seen());
        assertThat(looks(2)).containsExactly(false, false);
    }

    @Test
    void whatGoesOnChangingIsNotDue() {
        for (int i = 0; i < 5; i++) {
            files.file("a.yaml", "b".repeat(i + 2));
            assertThat(watch.isDue()).isFalse();
        }
        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void whatChangedBackIsNotDue() throws IOException {
        turn("v2");
        assertThat(watch.isDue()).isFalse();
        turn("v1");
        assertThat(looks(2)).containsExactly(false, false);
    }

    @Test
    void aLinkOnTheWayThatWasTurnedIsSeen() throws IOException {
        turn("v2");
        assertThat(looks(2)).containsExactly(false, true);
    }

    private void turn(String to) throws IOException {
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(to));
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nothing tells these two apart but where the link leads. */
    @Test
    void aLinkToAnotherNameOfTheSameFileIsSeen() throws IOException {
        Files.createLink(folder.resolve("v1/d.crt"), folder.resolve("v1/c.crt"));
        watch.took(seen());
        Path next = Files.createSymbolicLink(folder.resolve(".c"), Path.of("..data", "d.crt"));
        Files.move(next, folder.resolve("c.crt"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void aFileThatAPatternMatchesNowIsSeen() {
        files.file("routes/two.yaml", "2");
        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void aFileThatVanishedIsSeen() throws IOException {
        Files.delete(folder.resolve("routes/one.yaml"));
        assertThat(looks(2)).containsExactly(false, true);
    }

    /** A certificate that is renewed during the trial, or after it, must not bring back what was rolled back. */
    @Test
    void nothingIsDueAfterARollbackUntilSomethingIsTaken() throws IOException {
        files.file("c.crt", "renewed").file("routes/two.yaml", "2");
        assertThat(watch.isDue()).isFalse();

        watch.hold();

        assertThat(looks(3)).containsExactly(false, false, false);
        files.file("c.crt", "renewed again");
        assertThat(looks(3)).containsExactly(false, false, false);
        assertThat(watch.status().held()).isTrue();

        watch.took(seen());

        assertThat(watch.status().held()).isFalse();
        files.file("a.yaml", "mended");
        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void aReloadThatIsRefusedEndsNoHold() throws IOException {
        watch.hold();
        assertThat(watch.waits(seen(), List.of(problem("key")))).isFalse();
        assertThat(watch.status().held()).isTrue();
        assertThat(watch.status().waiting()).as("nothing is tried again").isEmpty();
        assertThat(watch.isDue()).isFalse();
    }

    @Test
    void whatDoesNotFitYetIsTriedAgainAndToldOnce() throws IOException {
        assertThat(watch.waits(seen(), List.of(problem("key")))).isTrue();
        assertThat(looks(2)).containsExactly(true, true);
        assertThat(watch.waits(seen(), List.of(problem("key")))).isFalse();
        assertThat(watch.waits(seen(), List.of(problem("other")))).isTrue();
        assertThat(watch.status().waiting()).containsExactly("a.yaml:1:1: error: key: other");

        watch.took(seen());

        assertThat(watch.status().waiting()).isEmpty();
        assertThat(looks(2)).containsExactly(false, false);
    }

    /** What a load would read. */
    private SeenFiles seen() throws IOException {
        SeenFiles seen = new SeenFiles();
        seen.read(folder.resolve("a.yaml"), 100);
        seen.read(folder.resolve("c.crt"), 100);
        for (Path file : seen.glob(folder, "routes/*.yaml")) {
            seen.read(file, 100);
        }
        return seen;
    }

    private Boolean[] looks(int count) {
        Boolean[] due = new Boolean[count];
        for (int i = 0; i < count; i++) {
            due[i] = watch.isDue();
        }
        return due;
    }

    private static Problem problem(String message) {
        return new Problem(Severity.ERROR, Location.startOf("a.yaml"), "key", message, "", "", "");
    }
}
