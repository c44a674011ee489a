// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTextTest {
    @Test
    void survivesTheWayThroughJson() throws Exception {
        QuestionText question =
                new QuestionText(Map.of("sni", "shop.test", "path", "/\"\u00e4\n", "client_cert", "-----"));
        assertThat(read(question.json())).isEqualTo(question);
    }

    @ParameterizedTest(name = "{0} is refused: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                              |             | no JSON object",
                "''                              |             | no JSON object",
                "{\"sni\": \"a\"                 |             | malformed JSON",
                "{\"sni\": \"a\"} {}             |             | text behind the JSON object",
                "{\"sni\": \"a\", \"sni\": \"b\"}|             | malformed JSON: Duplicate field 'sni'",
                "{\"sni\": 1}                    | sni         | no text",
                "{\"sni\": {\"a\": \"b\"}}       | sni         | no text",
                "{\"remote-addr\": \"::1\"}      |             | unknown member 'remote-addr' (did you mean 'remote_addr'?)",
                "{\"key\": \"x\"}                |             | unknown member 'key'",
            })
    void refusesWhatIsNoQuestion(String json, String member, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnclearQuestionException.class)
                .hasMessageStartingWith(message)
                .satisfies(refusal -> assertThat(((UnclearQuestionException) refusal).member())
                        .isEqualTo(member == null ? "" : member));
    }

    private static QuestionText read(String json) throws UnclearQuestionException {
        return QuestionText.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
