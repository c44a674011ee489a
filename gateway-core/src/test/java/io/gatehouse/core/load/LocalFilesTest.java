// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.FileFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFilesTest {
    private final LocalFiles files = new LocalFiles();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void readsAFileThroughALinkUpToTheLimit() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[100]);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(files.read(link, 100)).hasSize(100);
        assertThatThrownBy(() -> files.read(link, 99)).hasMessage("is larger than 99 bytes");
    }

    @Test
    void readsLargeFiles() throws IOException {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("large"), content);

        assertThat(files.read(file, content.length)).isEqualTo(content);
        assertThatThrownBy(() -> files.read(file, content.length - 1)).hasMessage("is larger than 199999 bytes");
    }

    /** Such as {@code /proc/kmsg}, which waits for a message of the kernel. */
    @Test
    void doesNotReadWhatSaysThatItHasNoByte() throws IOException {
        assertThat(files.read(Path.of("/proc/self/status"), 100)).isEmpty();
        assertThat(files.read(Files.createFile(folder.resolve("empty")), 100)).isEmpty();
    }

    /** As one looks that is cut while it is read. */
    @Test
    void readsAFileThatIsShorterThanItSaysAsFarAsItGoes() throws IOException {
        Path says4096 = Path.of("/sys/devices/system/cpu/online");

        assertThat(files.read(says4096, 4096))
                .hasSizeBetween(1, 100)
                .isEqualTo(Files.readString(says4096).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void saysInWordsWhatIsWrong() throws IOException {
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("gone"));

        assertThatThrownBy(() -> files.read(folder.resolve("gone"), 100)).hasMessage("no such file");
        assertThatThrownBy(() -> files.read(dangling, 100)).hasMessage("no such file");
        assertThatThrownBy(() -> files.read(folder, 100)).hasMessage("is a directory");
        assertThatThrownBy(() -> files.read(Path.of("/dev/null"), 100)).hasMessage("is not a regular file");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"rw-------, false", "rw-rw----, false", "rw----r--, true", "rw-----w-, true", "rw------x, true"})
    void tellsWhatIsOpenToOthers(String mode, boolean expected) throws IOException {
        Path file = Files.createFile(folder.resolve("key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThat(files.isOpenToOthers(file)).isEqualTo(expected);
        assertThat(files.isOpenToOthers(Files.createSymbolicLink(folder.resolve("link"), file)))
                .isEqualTo(expected);
        assertThat(files.isOpenToOthers(folder.resolve("gone"))).isFalse();
    }

    @Test
    void findsWhatMatchesInOrderWithoutHiddenNames() throws IOException {
        Path ssls = Files.createDirectories(folder.resolve("ssls/deep"));
        for (String each : new String[] {"b.yaml", "a.yaml", ".#a.yaml", "c.txt"}) {
            Files.createFile(folder.resolve("ssls").resolve(each));
        }
        Files.createFile(ssls.resolve("d.yaml"));
        Path dangling = Files.createSymbolicLink(folder.resolve("ssls/z.yaml"), folder.resolve("gone"));

        assertThat(files.glob(folder, "ssls/*.yaml"))
                .containsExactly(folder.resolve("ssls/a.yaml"), folder.resolve("ssls/b.yaml"), dangling);
        assertThat(files.glob(folder, "ssls/**.yaml")).contains(ssls.resolve("d.yaml"));
        assertThat(files.glob(folder, folder + "/ssls/a.*")).containsExactly(folder.resolve("ssls/a.yaml"));
        assertThat(files.glob(folder, "nothing/*.yaml")).isEmpty();
    }

    /** Else a reload while a link is turned in two steps would take every object away. */
    @Test
    void refusesAFolderThatMayBeThere() throws IOException {
        Path current = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("gone"));
        Files.createSymbolicLink(folder.resolve("routes"), Path.of("current", "routes"));
        Files.createSymbolicLink(folder.resolve("here"), folder);
        Files.createFile(folder.resolve("ssls"));

        for (String each : new String[] {"current/*.yaml", "current/routes/*.yaml", "routes/*.yaml"}) {
            assertThatThrownBy(() -> files.glob(folder, each)).as(each).hasMessageEndingWith(" leads nowhere");
        }
        assertThatThrownBy(() -> files.glob(folder, "ssls/*.yaml")).hasMessage("not a folder");
        assertThat(files.glob(folder, "here/nothing/*.yaml")).isEmpty();
        Files.createDirectories(folder.resolve("gone"));
        assertThat(files.glob(folder, current + "/routes/*.yaml")).isEmpty();
    }

    @Test
    void aFolderThatLeadsBackToItselfIsToldByItsLink() throws IOException {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder);

        assertThatThrownBy(() -> files.glob(folder, "**.yaml"))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(FileFaults.describe(e))
                                .isEqualTo("the link " + loop + " leads to a folder that it is in"));
    }

    @Test
    void aLinkThatLeadsNowhereAmongTheFoldersOfAPatternIsToldAndOthersAreNot() throws IOException {
        Path tenants = Files.createDirectories(folder.resolve("tenants"));
        Path real =
                Files.createFile(Files.createDirectories(tenants.resolve("a")).resolve("ssls.yaml"));
        Files.createSymbolicLink(tenants.resolve(".old"), folder.resolve("gone"));
        Files.createSymbolicLink(tenants.resolve("notes.txt"), folder.resolve("gone"));

        assertThat(files.glob(folder, "tenants/[a-z]/ssls.yaml")).containsExactly(real);
        assertThat(files.glob(folder, "tenants/**.yaml")).containsExactly(real);

        Path lost = Files.createSymbolicLink(tenants.resolve("b"), folder.resolve("gone"));

        assertThatThrownBy(() -> files.glob(folder, "tenants/*/ssls.yaml")).hasMessageContaining(" leads nowhere");
        assertThatThrownBy(() -> files.glob(folder, "tenants/[a-z]/ssls.yaml"))
                .hasMessage("the link " + lost + " leads nowhere");
    }
}
