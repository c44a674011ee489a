// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentedLossesTest {
    @Test
    void theTableOfTheDocumentationIsTheTableOfTheCode() throws IOException {
        List<String> rows = Stream.of(Loss.values())
                .map(loss -> "| `" + loss.word() + "` | " + loss.why() + " |")
                .toList();
        assertThat(Files.readAllLines(Path.of("..", "docs", "reload.md"))).containsSubsequence(rows);
    }
}
