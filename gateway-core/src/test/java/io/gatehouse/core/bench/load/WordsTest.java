// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void aLineIsAVerbAndValues() {
        Words words = Words.of(" ok  units=12 rate=1.5 path=/a?b=c ");
        assertThat(words.verb()).isEqualTo("ok");
        assertThat(words.number("units")).isEqualTo(12);
        assertThat(words.decimal("rate")).isEqualTo(1.5);
        assertThat(words.text("path")).isEqualTo("/a?b=c");
        assertThat(words.text("sni", "none")).isEqualTo("none");
    }

    @Test
    void whatIsMissingOrHasNoValueIsNamed() {
        assertThatThrownBy(() -> Words.of("ok units"))
                .hasMessageContaining("'units'")
                .hasMessageContaining("key=value");
        assertThatThrownBy(() -> Words.of("ok a=1").number("b")).hasMessageContaining("no b");
    }
}
