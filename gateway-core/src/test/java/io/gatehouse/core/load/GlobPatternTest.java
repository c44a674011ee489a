// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobPatternTest {
    private final Random random = new Random(7);

    @Test
    void matchesWhatTheJdkMatches() {
        int patterns = 0;
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String glob = text("*?[]{},!-\\/ab.(|^$", 9);
            PathMatcher known;
            try {
                known = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (IllegalArgumentException e) {
                continue;
            }
            patterns++;
            for (int j = 0; j < 10; j++) {
                Path path = Path.of(text("aab/.(-", 5));
                boolean match = known.matches(path);
                matches += match ? 1 : 0;
                assertThat(GlobPattern.compile(glob).matches(path.toString()))
                        .as("%s: %s", glob, path)
                        .isEqualTo(match);
            }
        }
        assertThat(patterns).as("so that it says something").isGreaterThan(5_000);
        assertThat(matches).isGreaterThan(1_000);
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void manyStarsTakeNoTime() {
        assertThat(GlobPattern.compile("*a".repeat(40) + "b").matches("a".repeat(255)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a", "{a,{b}}", "[a", "[a/]", "a\\", "[b-a]"})
    void refusesWhatIsNoPattern(String glob) {
        assertThatIllegalArgumentException().isThrownBy(() -> GlobPattern.compile(glob));
    }

    private String text(String signs, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(most); left > 0; left--) {
            text.append(signs.charAt(random.nextInt(signs.length())));
        }
        return text.toString();
    }
}
