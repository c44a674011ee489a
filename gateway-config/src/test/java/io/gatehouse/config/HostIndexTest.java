// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostIndexTest {
    private static final HostIndex<String> INDEX =
            index("api.example.com", "*.example.com", "*.api.example.com", "example.com", "*.internal");

    @ParameterizedTest(name = "{0} is found by {1}")
    @CsvSource({
        "api.example.com, api.example.com",
        "www.example.com, *.example.com",
        "v1.api.example.com, *.api.example.com",
        "example.com, example.com",
        "db.internal, *.internal",
        "a.b.example.com, none",
        "v1.www.example.com, none",
        "internal, none",
        "example.org, none",
        "xexample.com, none",
        "com, none",
        "10.0.0.1, none",
    })
    void exactThenOneLabelWildcard(String name, String pattern) {
        assertThat(INDEX.find(name).map(HostIndex.Match::value).orElse("none")).isEqualTo(pattern);
    }

    @Test
    void theCatchAllTakesTheRest() {
        HostIndex<String> index = index("api.example.com", "*.example.com", "*");
        assertThat(index.find("api.example.com").orElseThrow().value()).isEqualTo("api.example.com");
        assertThat(index.find("www.example.com").orElseThrow().value()).isEqualTo("*.example.com");
        assertThat(index.find("a.b.example.com").orElseThrow().pattern()).isEqualTo(HostPattern.ANY);
        assertThat(index.find("").orElseThrow().value()).isEqualTo("*");
    }

    @Test
    void refusesAPatternTwice() {
        assertThatThrownBy(() -> index("*", "*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index("a.com", "A.com")).isInstanceOf(IllegalArgumentException.class);
    }

    private static HostIndex<String> index(String... patterns) {
        HostIndex.Builder<String> builder = HostIndex.builder();
        for (String pattern : patterns) {
            builder.add(HostPattern.parse(pattern).orElseThrow(), pattern);
        }
        return builder.build();
    }
}
