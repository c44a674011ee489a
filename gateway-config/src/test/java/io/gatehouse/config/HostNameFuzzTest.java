// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and patterns, one in each line: normalised once and for all, and found as a search through all patterns finds them. */
class HostNameFuzzTest {
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final String NAME = LABEL + "(\\." + LABEL + ")*";

    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/hosts.dict")
    void normalisesOnceAndFindsWhatASearchFinds(byte[] lines) {
        List<String> texts = new String(lines, StandardCharsets.UTF_8).lines().toList();
        List<HostPattern> patterns = new ArrayList<>();
        HostIndex.Builder<HostPattern> builder = HostIndex.builder();
        for (String text : texts) {
            HostPattern pattern = checkedPattern(text);
            if (pattern != null && !patterns.contains(pattern)) {
                patterns.add(pattern);
                builder.add(pattern, pattern);
            }
        }
        HostIndex<HostPattern> index = builder.build();
        for (String text : texts) {
            String name = checkedName(text);
            if (name != null) {
                assertThat(index.find(name).map(HostIndex.Match::value)).isEqualTo(search(patterns, name));
            }
        }
    }

    private static @Nullable String checkedName(String text) {
        Optional<String> name = HostName.normalize(text);
        if (text.matches("[!-~]*") && text.indexOf(':') < 0) {
            assertThat(name).as(text).isEqualTo(byTheGrammar(text));
        }
        name.ifPresent(normal -> {
            assertThat(HostName.normalize(normal)).as(text).contains(normal);
            assertThat(HostName.normalize(normal.toUpperCase(Locale.ROOT)))
                    .as(text)
                    .contains(normal);
            assertThat(normal).matches("[a-z0-9_.:-]{1,253}");
        });
        return name.orElse(null);
    }

    private static Optional<String> byTheGrammar(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        boolean number = name.matches("(.*\\.)?[0-9]+");
        return name.length() <= 253 && name.matches(NAME) && (!number || isAddress(name))
                ? Optional.of(name)
                : Optional.empty();
    }

    private static boolean isAddress(String name) {
        return name.matches("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    }

    private static @Nullable HostPattern checkedPattern(String text) {
        HostPattern pattern = HostPattern.parse(text).orElse(null);
        if (pattern != null) {
            assertThat(HostPattern.parse(pattern.toString())).as(text).contains(pattern);
        }
        return pattern;
    }

    /** The exact name, else the wildcard for one label more, else the pattern for all. */
    private static Optional<HostPattern> search(List<HostPattern> patterns, String name) {
        for (String wanted : List.of(name, name.replaceFirst("^[^.]+(?=\\.)", "*"), "*")) {
            for (HostPattern pattern : patterns) {
                if (pattern.toString().equals(wanted)) {
                    return Optional.of(pattern);
                }
            }
        }
        return Optional.empty();
    }
}
