// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.config.Label;
import io.gatehouse.core.explain.Explanation.Kind;
import io.gatehouse.core.explain.Explanation.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An {@link Explanation} for programs: {@code {"steps": [{"topic": …, "summary": …, facts, "notes": […]}], "result": {"kind": …,
 * "status": …, "alert": …, "outcome": …, "reason": …}}}.
 */
public final class ExplanationJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ExplanationJson() {}

    /** The object, indented, with a final line end. */
    public static String write(Explanation explanation) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            write(explanation, json);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("only a fault of ours can do this in memory", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The object as one value. */
    static void write(Explanation explanation, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("steps");
        for (Step step : explanation.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("result");
        json.writeStringField("kind", Label.of(explanation.result().kind()));
        json.writeNumberField("status", explanation.result().status());
        json.writeStringField("alert", explanation.result().alert());
        json.writeStringField("outcome", explanation.result().outcome());
        json.writeStringField("reason", explanation.result().reason());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", step.topic());
        json.writeStringField("summary", step.summary());
        members(json, step.facts());
        json.writeFieldName("notes");
        value(json, step.notes());
        json.writeEndObject();
    }

    private static void members(JsonGenerator json, Map<?, ?> members) throws IOException {
        for (Map.Entry<?, ?> each : members.entrySet()) {
            json.writeFieldName(each.getKey().toString());
            value(json, each.getValue());
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                value(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            members(json, map);
            json.writeEndObject();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * What is for people in an object that {@link #write} wrote: all but the facts.
     *
     * @throws IOException if it is none
     */
    public static Explanation read(String json) throws IOException {
        JsonNode read = new JsonMapper().readTree(json);
        List<Step> steps = new ArrayList<>();
        for (JsonNode each : read.path("steps")) {
            List<String> notes = new ArrayList<>();
            each.path("notes").forEach(note -> notes.add(note.asText()));
            steps.add(new Step(each.path("topic").asText(), each.path("summary").asText(), Map.of(), notes));
        }
        JsonNode result = read.path("result");
        return new Explanation(
                steps,
                new Result(
                        kind(result.path("kind").asText()),
                        result.path("status").asInt(),
                        result.path("alert").asText(),
                        result.path("outcome").asText(),
                        result.path("reason").asText()));
    }

    private static Kind kind(String word) throws IOException {
        for (Kind each : Kind.values()) {
            if (Label.of(each).equals(word)) {
                return each;
            }
        }
        throw new IOException("no explanation: its result is '" + word + "'");
    }
}
