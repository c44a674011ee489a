// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Whatever a file holds: a tree, or faults; either with places that are in the file, and in bounded time. */
class YamlReaderFuzzTest {
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/yaml.dict")
    void isATreeOrFaultsWithPlaces(byte[] content) {
        long begin = System.nanoTime();
        YamlDocument document = YamlReader.read(content);
        assertThat(System.nanoTime() - begin).as("time").isLessThan(LONGEST_NANOS);
        List<String> lines = lines(content);
        if (!document.complete()) {
            assertThat(document.root()).isNull();
            assertThat(document.faults()).isNotEmpty();
        }
        for (YamlFault fault : document.faults()) {
            assertThat(fault.message()).isNotBlank();
            assertIsIn(lines, fault.line(), fault.column());
        }
        if (document.root() != null) {
            walk(document.root(), lines, 1);
        }
    }

    private static void walk(YamlNode node, List<String> lines, int depth) {
        assertThat(depth).isLessThanOrEqualTo(YamlReader.MAX_DEPTH + 1);
        assertIsIn(lines, node.line(), node.column());
        if (node instanceof YamlList list) {
            list.items().forEach(item -> walk(item, lines, depth + 1));
        } else if (node instanceof YamlMap map) {
            map.entries().forEach((key, entry) -> {
                assertThat(entry.key()).isEqualTo(key);
                assertIsIn(lines, entry.line(), entry.column());
                walk(entry.value(), lines, depth + 1);
            });
        }
    }

    /** The place just behind the last character of a line, and of the file, is a place, too. */
    private static void assertIsIn(List<String> lines, int line, int column) {
        assertThat(line).isBetween(1, lines.size() + 1);
        String text = line > lines.size() ? "" : lines.get(line - 1);
        assertThat(column).isBetween(1, text.codePointCount(0, text.length()) + 1);
    }

    /** As YAML 1.1 breaks them, and the library: a CR at the very end is a character to it. Octets that are no UTF-8 are as many characters as are wanted. */
    private static List<String> lines(byte[] content) {
        return List.of(new String(content, StandardCharsets.UTF_8).split("\r\n|\r(?!\\z)|[\n\u0085\u2028\u2029]", -1));
    }
}
