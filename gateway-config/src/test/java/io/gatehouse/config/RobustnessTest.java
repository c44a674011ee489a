// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds: a configuration or problems with a place, never an exception. */
class RobustnessTest {
    private static final String PIECES = ":-{}[],\"'|>&*!?%@`#\n \t$~\\0aä😀\u0085\u2028<";

    @Test
    void randomBytes() {
        Random random = new Random(42);
        for (int i = 0; i < 3_000; i++) {
            byte[] content = new byte[random.nextInt(200)];
            random.nextBytes(content);
            check(content);
        }
    }

    @Test
    void randomYamlCharacters() {
        Random random = new Random(43);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder content = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                content.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            check(content.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyBeginningOfAFullFile() throws IOException {
        byte[] full = fullFile();
        for (int length = 0; length < full.length; length += 17) {
            byte[] content = new byte[length];
            System.arraycopy(full, 0, content, 0, length);
            check(content);
        }
    }

    @Test
    void aFullFileWithSomeBytesChanged() throws IOException {
        byte[] full = fullFile();
        Random random = new Random(44);
        for (int i = 0; i < 700; i++) {
            byte[] content = full.clone();
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                byte piece = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
                content[random.nextInt(content.length)] = random.nextInt(8) == 0 ? (byte) random.nextInt() : piece;
            }
            check(content);
        }
    }

    @Test
    void aFullFileWithLinesMixedUp() throws IOException {
        String[] lines = new String(fullFile(), StandardCharsets.UTF_8).lines().toArray(String[]::new);
        Random random = new Random(45);
        for (int i = 0; i < 400; i++) {
            String[] mixed = lines.clone();
            for (int swaps = random.nextInt(1, 6); swaps > 0; swaps--) {
                mixed[random.nextInt(lines.length)] = lines[random.nextInt(lines.length)];
            }
            check(String.join("\n", mixed).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void check(byte[] content) {
        check(new MemoryFiles().with(Reading.GATEWAY, content));
    }

    /** Insists on a configuration or problems that can be shown. */
    static void check(FileSource files) {
        ConfigReader.Loaded loaded = Reading.load(files, Map.of());
        assertThat(loaded.config().isPresent()).isNotEqualTo(loaded.problems().hasErrors());
        for (Problem problem : loaded.problems().all()) {
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.toString().chars().filter(c -> Character.isISOControl(c) && c != '\n'))
                    .isEmpty();
        }
    }

    private static byte[] fullFile() throws IOException {
        try (var stream = RobustnessTest.class.getResourceAsStream("/full.yaml")) {
            assertThat(stream).isNotNull();
            return stream.readAllBytes();
        }
    }
}
