// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.LintRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/lint.md} and the table of rules say the same. */
class LintPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| \\[([a-z0-9-]+)\\]\\(#([a-z0-9-]+)\\) \\| (\\w+) \\| (.+) \\|$");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## ([a-z0-9-]+)$(.*?)(?=^## |\\z)");

    private final String page = read();

    @Test
    void hasARowForEachRule() {
        List<String> rows = ROW.matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(3) + " " + row.group(4))
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Lint.RULES.stream()
                        .map(rule -> rule.id() + " " + rule.severity().label() + " " + rule.title())
                        .toList());
        assertThat(ROW.matcher(page).results()).allMatch(row -> row.group(1).equals(row.group(2)));
    }

    @Test
    void hasASectionForEachRuleInTheOrderOfTheRows() {
        assertThat(sections().map(section -> section.group(1)))
                .containsExactlyElementsOf(
                        ROW.matcher(page).results().map(row -> row.group(1)).toList());
        assertThat(Lint.RULES).extracting(LintRule::id).doesNotHaveDuplicates();
    }

    @Test
    void everySectionSaysWhatWhyAndHowToMend() {
        assertThat(sections())
                .allSatisfy(section -> assertThat(section.group(2))
                        .as(section.group(1))
                        .contains("**What.**", "**Why.**", "**How to mend.**"));
    }

    private Stream<MatchResult> sections() {
        return SECTION.matcher(page).results();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/lint.md"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
