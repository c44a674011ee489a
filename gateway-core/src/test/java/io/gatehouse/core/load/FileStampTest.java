// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
    private final LocalFiles later = new LocalFiles(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a"), "one");
    }

    @Test
    void staysAsLongAsTheFile() {
        assertThat(later.stamp(file)).isNotNull().isEqualTo(later.stamp(file));
    }

    @Test
    void changesWithWhatIsWrittenThoughSizeAndTimeAreSetBack() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        FileStamp before = FileStamp.of(file);
        awaitNextTick(before);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        FileStamp now = FileStamp.of(file);
        assertThat(now.size()).isEqualTo(before.size());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
        assertThat(now).isNotEqualTo(before);
    }

    @Test
    void changesWithTheMode() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        FileStamp before = FileStamp.of(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(FileStamp.of(file)).isNotEqualTo(before);
    }

    @Test
    void changesWithTheTargetOfALink() throws Exception {
        Path other = Files.writeString(folder.resolve("b"), "two");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        FileStamp before = FileStamp.of(link);
        assertThat(before).isEqualTo(FileStamp.of(file));
        Path next = Files.createSymbolicLink(folder.resolve("next"), other);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        assertThat(FileStamp.of(link)).isNotEqualTo(before).isEqualTo(FileStamp.of(other));
    }

    @Test
    void isNotTrustedWhileTheFileIsYoung() {
        assertThat(new LocalFiles(Clock.systemUTC()).stamp(file)).isNull();
        assertThat(new LocalFiles(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1))).stamp(file))
                .as("from the future")
                .isNull();
    }

    @Test
    void isNoneWithoutAFile() {
        assertThat(later.stamp(folder.resolve("gone"))).isNull();
        assertThat(FileStamp.of(folder.resolve("gone")).size()).isEqualTo(-1);
    }

    /** Writes another file until its time stamp is later: only then a change of ours can show. */
    private void awaitNextTick(FileStamp stamp) throws IOException {
        Path probe = folder.resolve("probe");
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        do {
            Files.writeString(probe, "x");
            assertThat(System.nanoTime()).isLessThan(deadline);
        } while (FileStamp.of(probe).changedNanos() <= stamp.changedNanos());
    }
}
