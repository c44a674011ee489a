// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.config.Label;
import io.gatehouse.config.Problem;
import io.gatehouse.core.load.ProblemArray;
import io.gatehouse.core.load.TextArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as JSON, for programs and between processes. */
public final class PlanJson {
    private PlanJson() {}

    /**
     * Writes a plan with what it is about, as one value.
     *
     * @param against what it is compared with
     * @param problems warnings of the load
     */
    public static void write(JsonGenerator json, String against, Plan plan, List<Problem> problems) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("ok", true);
        json.writeStringField("result", "planned");
        json.writeStringField("against", against);
        write(json, plan);
        json.writeFieldName("problems");
        ProblemArray.write(json, problems);
        json.writeEndObject();
    }

    /** Writes the members of an object that the caller has begun: {@code verdict}, {@code losses}, {@code changes}, {@code effects}. */
    public static void write(JsonGenerator json, Plan plan) throws IOException {
        json.writeStringField("verdict", plan.isLossy() ? "lossy" : "safe");
        json.writeArrayFieldStart("losses");
        for (Loss loss : plan.losses()) {
            json.writeStartObject();
            json.writeStringField("loss", loss.word());
            json.writeStringField("why", loss.why());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("changes");
        for (Change change : plan.changes()) {
            write(json, change);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("effects");
        TextArray.write(json, "rebuilt", plan.effects().rebuilt());
        TextArray.write(json, "drained", plan.effects().drained());
        json.writeNumberField("kept_ssls", plan.effects().keptSsls());
        json.writeNumberField("kept_listeners", plan.effects().keptListeners());
        json.writeEndObject();
    }

    /** Reads what {@link #write} wrote. */
    public static Plan read(JsonNode plan) {
        List<Change> changes = new ArrayList<>();
        plan.path("changes").forEach(each -> changes.add(readChange(each)));
        JsonNode effects = plan.path("effects");
        return new Plan(
                changes,
                new Effects(
                        strings(effects.path("rebuilt")),
                        strings(effects.path("drained")),
                        effects.path("kept_ssls").asInt(),
                        effects.path("kept_listeners").asInt()));
    }

    private static void write(JsonGenerator json, Change change) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", Label.of(change.kind()));
        json.writeStringField("id", change.id());
        json.writeStringField("change", Label.of(change.what()));
        json.writeArrayFieldStart("differences");
        for (Difference difference : change.differences()) {
            json.writeStartObject();
            json.writeStringField("field", difference.field());
            json.writeStringField("before", difference.before());
            json.writeStringField("after", difference.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        TextArray.write(json, "losses", change.losses().stream().map(Loss::word).toList());
        json.writeEndObject();
    }

    private static Change readChange(JsonNode change) {
        List<Difference> differences = new ArrayList<>();
        for (JsonNode each : change.path("differences")) {
            differences.add(new Difference(
                    each.path("field").asText(),
                    each.path("before").asText(),
                    each.path("after").asText()));
        }
        return new Change(
                Change.Kind.valueOf(upper(change.path("kind"))),
                change.path("id").asText(),
                Change.What.valueOf(upper(change.path("change"))),
                differences,
                strings(change.path("losses")).stream()
                        .map(word -> Loss.valueOf(word.toUpperCase(Locale.ROOT)))
                        .toList());
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    private static String upper(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT);
    }
}
