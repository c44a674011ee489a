// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Problems as JSON: {@code [{"severity": …, "file": …, "line": …, …}]}, for programs and between processes. */
public final class ProblemArray {
    private ProblemArray() {}

    /** Writes one value. */
    public static void write(JsonGenerator json, List<Problem> problems) throws IOException {
        json.writeStartArray();
        for (Problem problem : problems) {
            json.writeStartObject();
            json.writeStringField("severity", problem.severity().label());
            json.writeStringField("file", problem.where().file());
            json.writeNumberField("line", problem.where().line());
            json.writeNumberField("column", problem.where().column());
            json.writeStringField("field", problem.field());
            json.writeStringField("message", problem.message());
            json.writeStringField("found", problem.found());
            json.writeStringField("expected", problem.expected());
            json.writeStringField("remedy", problem.remedy());
            json.writeStringField("rule", problem.rule());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Reads what {@link #write} wrote. */
    public static List<Problem> read(JsonNode array) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode each : array) {
            boolean error = each.path("severity").asText().equals(Severity.ERROR.label());
            problems.add(new Problem(
                    error ? Severity.ERROR : Severity.WARNING,
                    new Location(
                            each.path("file").asText(),
                            each.path("line").asInt(1),
                            each.path("column").asInt(1)),
                    each.path("field").asText(),
                    each.path("message").asText(),
                    each.path("found").asText(),
                    each.path("expected").asText(),
                    each.path("remedy").asText(),
                    each.path("rule").asText()));
        }
        return problems;
    }
}
