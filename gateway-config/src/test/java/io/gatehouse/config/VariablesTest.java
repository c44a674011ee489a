// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {
    private final Variables variables =
            new Variables(Map.of("A", "1", "B_2", "two", "EMPTY", "", "NESTED", "${A}")::get);

    @ParameterizedTest
    @CsvSource({
        "${A}, 1",
        "x${A}y${B_2}z, x1ytwoz",
        "${A:-9}, 1",
        "${C:-9}, 9",
        "${C:-}, ''",
        "${C:-a:-b}, a:-b",
        "${EMPTY}, ''",
        "${EMPTY:-9}, 9",
        "${NESTED}, ${A}",
        "${C:-${A}, ${A",
        "$${A}, ${A}",
        "$A $host $, $A $host $",
    })
    void replaces(String text, String expected) throws Exception {
        assertThat(variables.replaceIn(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "Z", "a", "z", "_", "_0", "A9", "aZ_z0"})
    void takesNamesOfLettersDigitsAndUnderscores(String name) throws Exception {
        assertThat(new Variables(Map.of(name, "1")::get).replaceIn("${" + name + "}"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "[", "`", "{", "0", "A/", "A:", "A^"})
    void takesNoOtherNames(String name) {
        assertThat(Variables.isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${C}", "x${A}${C}"})
    void namesTheVariableThatIsNotSet(String text) {
        assertThatThrownBy(() -> variables.replaceIn(text)).hasMessage("C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${}", "${A", "${1}", "${A-B}", "${ A }", "${:-x}", "${Ä}"})
    void refusesWhatIsNoVariable(String text) {
        assertThatThrownBy(() -> variables.replaceIn(text))
                .isInstanceOf(Variables.Unresolved.class)
                .hasMessage("");
    }
}
