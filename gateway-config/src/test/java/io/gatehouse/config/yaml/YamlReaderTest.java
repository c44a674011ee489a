// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @Test
    void everyKeyAndValueKnowsItsPlace() {
        assertThat(tree("a: 1\nlist:\n  - x\n  - {b: 'y', 'c': [z]}\nä: \"ü\"\n😀: [😀, k]\n"))
                .isEqualTo("1:1{1:1 a=1:4 '1', 2:1 list=3:3[3:5 'x', 4:5{4:6 b=4:9 'y', 4:14 c=4:19[4:20 'z']}],"
                        + " 5:1 ä=5:4 'ü', 6:1 😀=6:4[6:5 '😀', 6:8 'k']}");
    }

    @ParameterizedTest
    @CsvSource({
        "off, off",
        "'\"off\"', off",
        "yes, yes",
        "1_000, 1_000",
        "0x1F, 0x1F",
        "1:30, 1:30",
        "010, 010",
        "1.50, 1.50",
        "true, true",
        "2001-01-01, 2001-01-01",
        ".inf, .inf",
        "'\"null\"', null",
        "'\"a\\tb\"', a\tb",
        "'\"\"', ''",
        "99999999999999999999999999999999999999, 99999999999999999999999999999999999999",
    })
    void valuesAreTextAsWritten(String written, String text) {
        assertThat(tree("k: " + written + "\n")).isEqualTo("1:1{1:1 k=1:4 '" + text + "'}");
    }

    @ParameterizedTest
    @CsvSource({"'k:', 1:3", "'k: ', 1:3", "k: ~, 1:4", "k: null, 1:4"})
    void aKeyWithoutValueHasNothing(String yaml, String place) {
        assertThat(tree(yaml)).isEqualTo("1:1{1:1 k=" + place + " nothing}");
    }

    @Test
    void blockTextKeepsItsLines() {
        assertThat(tree("k: |\n  a\n  b\n")).isEqualTo("1:1{1:1 k=1:4 'a\nb\n'}");
    }

    @Test
    void aByteOrderMarkIsDropped() {
        assertThat(tree("\ufeffk: v")).isEqualTo("1:1{1:1 k=1:4 'v'}");
    }

    @Test
    void nothingButCommentsIsNothing() {
        YamlDocument document = YamlReader.read("# a\n---\n# b\n".getBytes(StandardCharsets.UTF_8));
        assertThat(document.root()).isNull();
        assertThat(document.complete()).isTrue();
        assertThat(document.faults()).isEmpty();
    }

    @Test
    void theFirstOfTwoKeysStays() {
        YamlDocument document = YamlReader.read("a: 1\nb: 2\na: [3]\n".getBytes(StandardCharsets.UTF_8));
        assertThat(show(document.root())).isEqualTo("1:1{1:1 a=1:4 '1', 2:1 b=2:4 '2'}");
        assertThat(document.complete()).isTrue();
        assertThat(document.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isEqualTo(3);
            assertThat(fault.column()).isEqualTo(1);
            assertThat(fault.field()).isEqualTo("a");
        });
    }

    @Test
    void aLongTextIsNoProblem() {
        String text = "x".repeat(500_000);
        assertThat(tree("k: " + text)).hasSize(text.length() + 17);
    }

    @Test
    void nestingIsBounded() {
        String fits = "[".repeat(32) + "]".repeat(32);
        String tooDeep = "[".repeat(33) + "]".repeat(33);
        assertThat(YamlReader.read(fits.getBytes(StandardCharsets.UTF_8)).faults())
                .isEmpty();
        assertThat(YamlReader.read(tooDeep.getBytes(StandardCharsets.UTF_8)).faults())
                .hasSize(1);
        assertThat(YamlReader.read("[".repeat(2_000_000).getBytes(StandardCharsets.UTF_8))
                        .complete())
                .isFalse();
        assertThat(YamlReader.read("- ".repeat(200_000).getBytes(StandardCharsets.UTF_8))
                        .complete())
                .isFalse();
        assertThat(YamlReader.read("? ".repeat(200_000).getBytes(StandardCharsets.UTF_8))
                        .complete())
                .isFalse();
    }

    private static String tree(String yaml) {
        YamlDocument document = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(document.faults()).isEmpty();
        return show(document.root());
    }

    /** The tree in a line, each value with its place. */
    static String show(@Nullable YamlNode node) {
        if (node == null) {
            return "null";
        }
        String place = node.line() + ":" + node.column();
        if (node instanceof YamlScalar scalar) {
            return place + " '" + scalar.text() + "'";
        }
        if (node instanceof YamlList list) {
            return place + list.items().stream().map(YamlReaderTest::show).toList();
        }
        if (node instanceof YamlMap map) {
            return map.entries().values().stream()
                    .map(entry -> entry.line() + ":" + entry.column() + " " + entry.key() + "=" + show(entry.value()))
                    .collect(Collectors.joining(", ", place + "{", "}"));
        }
        return place + " " + node.kind();
    }
}
