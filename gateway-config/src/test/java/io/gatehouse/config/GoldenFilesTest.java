// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message, word for word: {@code x.yaml} beside {@code x.expected.txt}. */
class GoldenFilesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PLAIN_SECRET", "s3cret",
            "NOT_JSON_SECRET", "s3cret {",
            "JSON_SECRET", "{\"crt\":\"s3cret\"}");

    static List<Path> inputs() throws IOException, URISyntaxException {
        Path folder = Path.of(
                        GoldenFilesTest.class.getResource("/golden/empty.yaml").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void saysExactlyThis(Path input) throws IOException {
        Path expected = Path.of(input.toString().replace(".yaml", ".expected.txt"));
        assertThat(messages(input)).isEqualTo(Files.readString(expected));
    }

    @Test
    void noMessageShowsASecret() throws Exception {
        assertThat(inputs())
                .hasSizeGreaterThan(40)
                .allSatisfy(input -> assertThat(messages(input))
                        .doesNotContain("s3cret")
                        .doesNotContain("SECRETSECRET")
                        .doesNotContain("MIIEvQ"));
    }

    private static String messages(Path input) {
        try {
            ConfigReader.Loaded loaded = Reading.load(MemoryFiles.of(Files.readAllBytes(input)), ENVIRONMENT);
            assertThat(loaded.config().isEmpty()).isEqualTo(loaded.problems().hasErrors());
            return loaded.problems().all().stream()
                    .map(problem -> problem + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
