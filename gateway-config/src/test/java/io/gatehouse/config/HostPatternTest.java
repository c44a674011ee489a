// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, ANY, '', *",
        "Shop.Example.com., EXACT, shop.example.com, shop.example.com",
        "*.Example.com, WILDCARD, example.com, *.example.com",
        "*.münchen.de, WILDCARD, xn--mnchen-3ya.de, *.xn--mnchen-3ya.de",
        "*.internal, WILDCARD, internal, *.internal",
        "10.0.0.1, EXACT, 10.0.0.1, 10.0.0.1",
    })
    void readsNamesAndWildcards(String text, HostPattern.Kind kind, String name, String shown) {
        assertThat(HostPattern.parse(text)).hasValueSatisfying(pattern -> {
            assertThat(pattern).isEqualTo(new HostPattern(kind, name));
            assertThat(pattern).hasToString(shown);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*.", "**", "*a.com", "a*.com", "a.*.com", "*.*.com", "*.*", "*.10.0.0.1", "*.::1", "a.*"})
    void aStarIsTheWholeFirstLabelOrNothing(String text) {
        assertThat(HostPattern.parse(text)).isEmpty();
    }

    @Test
    void insistsOnAName() {
        assertThatThrownBy(() -> new HostPattern(HostPattern.Kind.EXACT, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name: ''");
    }
}
