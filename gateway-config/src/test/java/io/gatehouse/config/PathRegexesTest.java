// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRegexesTest {
    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "^/health$, /health, true",
        "^/health$, /healthz, false",
        "^/health$, /x/health, false",
        "/health, /x/healthz, true",
        "(?i)^/health, /HEALTH, true",
        "^/(?:a|b)/[0-9]{2}$, /b/07, true",
    })
    void areLookedForLikePcreFind(String regex, String path, boolean found) {
        assertThat(read("'" + regex + "'").findIn(path)).isEqualTo(found);
    }

    @Test
    void areTheSameInAnotherOrder() {
        PathRegexes same = read("^/b, ^/a, ^/b");
        assertThat(read("^/a, ^/b")).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(read("^/a"));
    }

    @Test
    void areNotLookedForInPathsWithoutEnd() {
        assertThat(read("^/a").findIn("/a" + "a".repeat(PathRegexes.MAX_PATH - 2)))
                .isTrue();
        assertThat(read("^/a").findIn("/a" + "a".repeat(PathRegexes.MAX_PATH - 1)))
                .isFalse();
    }

    @Test
    void takeBoundedTimeForAnyPath() {
        PathRegexes worst = read("'(?:a?){60}x', '(a*)*b', '(?:a|a?)*c'");
        String path = "a".repeat(PathRegexes.MAX_PATH);
        long begun = System.nanoTime();
        assertThat(worst.findIn(path)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "^/a, true",
        "\\A/a, true",
        "/a, false",
        "^/a|^/b, true",
        "^/a|/b, false",
        "^(/a|/b), true",
        "(^/a|^/b), false",
        "(?i)^/a, true",
        "^[|]/a, true",
        "^\\|a, true",
    })
    void sayWhetherEveryAlternativeIsAnchored(String regex, boolean anchored) {
        assertThat(RegexText.isAnchored(regex)).isEqualTo(anchored);
    }

    /** As many as RE2/J would write out, or some more: what stands in a class or behind a backslash opens and repeats nothing. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "abc, 3",
                "a|b, 3",
                "a{3}, 4",
                "\"a{2,}\", 3",
                "\"a{2,5}\", 6",
                "a{0}, 1",
                "a{x}, 4",
                "x(ab){3}, 13",
                "(a{2}){3}, 16",
                "(a{2}{3}), 13",
                "(a, 2",
                "a), 1",
                "[(]{2}, 3",
                "[^(|]{2}, 3",
                "[]{9}]a, 2",
                "[^]{9}]a, 2",
                "[\\]{9}]a, 2",
                "[[:alpha:]{9}]a, 2",
                "[[:a]{2}, 3",
                "[, 1",
                "[\\, 1",
                "\\{2}, 3",
                "((a{999}){999}){999}, 1000000",
            })
    void areMeasuredBeforeTheyAreWrittenOut(String regex, long instructions) {
        assertThat(RegexText.expandedSize(regex)).isEqualTo(instructions);
    }

    @Test
    void anyTextIsAnExpressionOrAProblemButNeverAnotherException() {
        Random random = new Random(7);
        String alphabet = "^$/ab[](){}|*+?\\.-:,0129QE<P>";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder regex = new StringBuilder();
            for (int length = random.nextInt(24); length >= 0; length--) {
                regex.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Reading.load(MemoryFiles.of(yaml("'" + regex + "'")), Map.of());
        }
    }

    private static PathRegexes read(String list) {
        return Reading.config(yaml(list)).ssls().get(0).client().orElseThrow().skip();
    }

    private static String yaml(String list) {
        return "ssls: [{sni: a.example.com, cert: a.crt, key: a.key, client: {ca: c, skip_mtls_uri_regex: [" + list
                + "]}}]";
    }
}
