// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.Problem;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exact words for what operators get wrong, with real files: {@code golden/<fault>.yaml} and what is said about it. Serial
 * numbers differ from run to run and read {@code *}.
 */
class FaultMessagesTest {
    private static final TestCa CA = TestCa.create("faults");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @BeforeAll
    static void writeCertificates() throws IOException {
        TestIdentity shop = CA.server("shop.test");
        ConfigDir config = new ConfigDir(folder).identity("shop", shop).identity("other", CA.server("other.test"));
        config.authority("ca", CA)
                .file("certs/delta.crl", TestCrl.of(CA).delta().pem());
        config.file("certs/stranger.crl", TestCrl.of(TestCa.create("stranger")).pem());
        config.file("certs/truncated.crt", shop.chainPem().substring(0, 200));
        config.file("certs/unreadable.key", shop.keyPem());
        Path certs = folder.resolve("certs");
        Files.write(certs.resolve("binary.crt"), new byte[] {0x30, (byte) 0x82, 1, 0, (byte) 0xff, 0, 7});
        Files.write(certs.resolve("huge.crt"), new byte[(1 << 20) + 1]);
        Files.setPosixFilePermissions(certs.resolve("unreadable.key"), PosixFilePermissions.fromString("---------"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing-file",
                "directory",
                "fifo",
                "unreadable",
                "truncated-pem",
                "binary-pem",
                "huge-pem",
                "key-of-another",
                "yaml-and-pem",
                "not-a-ca",
                "crl-of-another",
                "crl-delta",
                "crl-certificate",
                "crl-binary",
                "duplicates",
                "dangling",
                "yaml-bomb",
                "binary-yaml",
                "truncated-yaml",
                "unset-variable",
                "suites-and-groups",
            })
    void saysWhereWhatAndWhatToDo(String fault) throws IOException, InterruptedException {
        if (fault.equals("fifo")) {
            assumeTrue(makeFifo(folder.resolve("certs/fifo")), "mkfifo is not there");
        }
        Path unreadable = folder.resolve("certs/unreadable.key");
        assumeFalse(fault.equals("unreadable") && Files.isReadable(unreadable), "this user may read everything");
        Path file = folder.resolve("gateway.yaml");
        Files.write(file, resource(fault + ".yaml"));

        ConfigLoader.Result result = new ConfigLoader(file, Clock.systemUTC()).load();

        assertThat(result.loaded()).isEmpty();
        String said = result.problems().all().stream().map(Problem::toString).collect(Collectors.joining("\n")) + "\n";
        String expected = new String(resource(fault + ".expected.txt"), StandardCharsets.UTF_8);
        assertThat(said.replace(folder + "/", "").replaceAll("serial [0-9a-f:]+", "serial *"))
                .isEqualTo(expected);
    }

    private static boolean makeFifo(Path path) throws IOException, InterruptedException {
        return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = FaultMessagesTest.class.getResourceAsStream("/golden/" + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
