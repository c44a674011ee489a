// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SARIF 2.1.0 requires, and what code-scanning services ask for beside that. */
class SarifTest {
    @Test
    void hasWhatCodeScanningAsksFor() throws IOException {
        Location where = new Location("conf/ssls/shop.yaml", 4, 11);
        JsonNode sarif = print(Lint.RULES.stream()
                .map(rule -> rule.at(where, "ssls[0].cert", "it is \"wrong\"", "this", "that", "mend it"))
                .toList());

        assertThat(sarif.get("version").textValue()).isEqualTo("2.1.0");
        assertThat(sarif.get("$schema").textValue()).endsWith("sarif-2.1.0.json");
        assertThat(sarif.get("runs")).hasSize(1);
        JsonNode rules = sarif.at("/runs/0/tool/driver/rules");
        assertThat(sarif.at("/runs/0/tool/driver/name").textValue()).isNotEmpty();
        assertThat(rules).hasSameSizeAs(Lint.RULES);
        for (JsonNode rule : rules) {
            assertThat(rule.get("id").textValue()).isNotEmpty();
            assertThat(rule.at("/shortDescription/text").textValue()).isNotEmpty();
            assertThat(rule.at("/fullDescription/text").textValue()).isNotEmpty();
            assertThat(rule.at("/help/text").textValue())
                    .endsWith("docs/lint.md#" + rule.get("id").textValue());
            assertThat(rule.at("/defaultConfiguration/level").textValue()).isIn("error", "warning", "note");
        }
        JsonNode results = sarif.at("/runs/0/results");
        assertThat(results).hasSameSizeAs(Lint.RULES);
        for (JsonNode result : results) {
            JsonNode rule = rules.get(result.get("ruleIndex").intValue());
            assertThat(result.get("ruleId")).isEqualTo(rule.get("id"));
            assertThat(result.get("level")).isEqualTo(rule.at("/defaultConfiguration/level"));
            assertThat(result.at("/message/text").textValue())
                    .isEqualTo("ssls[0].cert: it is \"wrong\"\nfound: this\nexpected: that\nremedy: mend it");
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .textValue())
                    .isEqualTo("conf/ssls/shop.yaml");
            assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                            .intValue())
                    .isEqualTo(4);
            assertThat(result.at("/locations/0/physicalLocation/region/startColumn")
                            .intValue())
                    .isEqualTo(11);
        }
    }

    @Test
    void withoutFindingsHasResultsAllTheSame() throws IOException {
        assertThat(print(List.of()).at("/runs/0/results").isArray()).isTrue();
    }

    @Test
    void theLevelIsThatOfTheFinding() throws IOException {
        Problem warning = LintRule.CONFIGURATION
                .at(Location.startOf("gateway.yaml"), "", "odd", "", "", "")
                .as(Severity.WARNING);
        assertThat(print(List.of(warning)).at("/runs/0/results/0/level").textValue())
                .isEqualTo("warning");
    }

    @ParameterizedTest
    @CsvSource({
        "conf/gateway.yaml, conf/gateway.yaml",
        "my conf/a%b.yaml, my%20conf/a%25b.yaml",
        "a:b.yaml, ./a:b.yaml",
        "/etc/gate house/gateway.yaml, file:///etc/gate%20house/gateway.yaml",
        "münchen.yaml, m%C3%BCnchen.yaml",
    })
    void placesAreUris(String file, String uri) {
        assertThat(Sarif.uri(file)).isEqualTo(uri);
        assertThat(URI.create(uri).getPath()).endsWith(file);
    }

    private static JsonNode print(List<Problem> findings) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            Sarif.write(json, findings);
        }
        return new ObjectMapper().readTree(out.toString());
    }
}
