// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation proves what it promises by tests, {@code Class} or {@code Class#method}. */
class DocumentedTestsTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+(Test|IT)(#\\w+)?)`");
    private static final Pattern METHOD = Pattern.compile("^    \\w[^=;(\n]* (\\w+)\\(", Pattern.MULTILINE);

    private static final Pattern RULE = Pattern.compile("^\\| ([THP]-[A-Z0-9-]+) \\|", Pattern.MULTILINE);

    @Test
    void exist() throws IOException {
        Set<String> tests = new HashSet<>();
        for (String module : List.of("config", "tls", "proxy", "core")) {
            for (Path source : files("../gateway-" + module + "/src/test", ".java")) {
                String name = source.getFileName().toString().replace(".java", "");
                tests.add(name);
                METHOD.matcher(Files.readString(source))
                        .results()
                        .forEach(each -> tests.add(name + "#" + each.group(1)));
            }
        }
        Set<String> named = new HashSet<>();
        for (Path page : files("../docs", ".md")) {
            NAMED.matcher(Files.readString(page)).results().forEach(each -> named.add(each.group(1)));
        }
        assertThat(named).hasSizeGreaterThan(100).isSubsetOf(tests);
    }

    @Test
    void areNamedForEachRuleOfTheThreatModel() throws IOException {
        String[] parts = Files.readString(Path.of("../docs/threat-model.md")).split("## Code and tests\n", 2);

        assertThat(rules(parts[0])).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        assertThat(rules(parts[1])).isEqualTo(rules(parts[0]));
    }

    private static List<String> rules(String text) {
        return RULE.matcher(text).results().map(row -> row.group(1)).toList();
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
