// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
    private static final Set<String> KNOWN = Set.of("config", "dry");

    @Test
    void givesMembers() {
        RequestBody body = RequestBody.of(new AdminRequest("", "{\"config\": \"a\", \"dry\": true}"), KNOWN);
        assertThat(body.text("config")).contains("a");
        assertThat(body.flag("dry")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", " {} "})
    void hasNoneToHave(String text) {
        RequestBody body = RequestBody.of(new AdminRequest("", text), KNOWN);
        assertThat(body.text("config")).isEmpty();
        assertThat(body.flag("dry")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "null", "1", "{} {}", "{\"dry\": true, \"dry\": false}", "{\"yrd\": true}", "not JSON"
            })
    void refusesWhatNobodyKnows(String text) {
        assertThatThrownBy(() -> RequestBody.of(new AdminRequest("", text), KNOWN))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void refusesOtherTypes() {
        RequestBody body = RequestBody.of(new AdminRequest("", "{\"config\": 1, \"dry\": \"yes\"}"), KNOWN);
        assertThatThrownBy(() -> body.text("config")).hasMessage("config: not a string");
        assertThatThrownBy(() -> body.flag("dry")).hasMessage("dry: not true or false");
    }
}
