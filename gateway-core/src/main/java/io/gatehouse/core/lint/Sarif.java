// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.lint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.LintRule;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.os.VersionInfo;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings in SARIF 2.1.0, with what code-scanning services ask for: every rule with its description and level, every finding with its
 * rule, level, text and place. Paths are relative to the working directory where they were written so.
 */
public final class Sarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String VERSION = "2.1.0";

    private final JsonGenerator json;
    private final Map<String, Integer> ruleIndex = new HashMap<>();

    private Sarif(JsonGenerator json) {
        this.json = json;
    }

    /** Writes one document. */
    public static void write(JsonGenerator json, List<Problem> findings) throws IOException {
        new Sarif(json).document(findings);
    }

    private void document(List<Problem> findings) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", SCHEMA);
        json.writeStringField("version", VERSION);
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "Gatehouse lint");
        json.writeStringField("version", VersionInfo.gatehouse());
        json.writeArrayFieldStart("rules");
        for (LintRule rule : Lint.RULES) {
            ruleIndex.put(rule.id(), ruleIndex.size());
            rule(rule);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeStringField("columnKind", "unicodeCodePoints");
        json.writeArrayFieldStart("results");
        for (Problem finding : findings) {
            result(finding);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void rule(LintRule rule) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", rule.id());
        text("shortDescription", rule.title());
        text("fullDescription", rule.title());
        text("help", "What it is, why it matters and how to mend it: docs/lint.md#" + rule.id());
        json.writeObjectFieldStart("defaultConfiguration");
        json.writeStringField("level", level(rule.severity()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void result(Problem finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", finding.rule());
        json.writeNumberField("ruleIndex", ruleIndex.getOrDefault(finding.rule(), 0));
        json.writeStringField("level", level(finding.severity()));
        text("message", said(finding));
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeObjectFieldStart("physicalLocation");
        place(finding.where());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void place(Location where) throws IOException {
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", uri(where.file()));
        json.writeEndObject();
        json.writeObjectFieldStart("region");
        json.writeNumberField("startLine", where.line());
        json.writeNumberField("startColumn", where.column());
        json.writeEndObject();
    }

    private void text(String member, String text) throws IOException {
        json.writeObjectFieldStart(member);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private static String said(Problem finding) {
        StringBuilder text = new StringBuilder();
        if (!finding.field().isEmpty()) {
            text.append(finding.field()).append(": ");
        }
        text.append(finding.message());
        line(text, "found: ", finding.found());
        line(text, "expected: ", finding.expected());
        line(text, "remedy: ", finding.remedy());
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append('\n').append(label).append(value);
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    /** A path as a URI reference; a relative one stays relative. */
    static String uri(String file) {
        Path path = Path.of(file);
        if (path.isAbsolute()) {
            return path.toUri().toString();
        }
        try {
            boolean looksLikeScheme = path.getName(0).toString().contains(":");
            return new URI(null, null, (looksLikeScheme ? "./" : "") + file, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("path: '" + file + "' (expected: one that was read)", e);
        }
    }
}
