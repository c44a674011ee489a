// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.core.explain.Explanation.Result;

/** Writes an {@link Explanation} for people. */
public final class ExplanationText {
    private static final int COLUMN = 13;

    private ExplanationText() {}

    /** One line a step, its notes below; the result last. */
    public static String of(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        for (Step step : explanation.steps()) {
            row(text, step.topic(), step.summary());
            step.notes().forEach(note -> row(text, "", note));
        }
        return row(text, "result", of(explanation.result())).toString();
    }

    private static String of(Result result) {
        return switch (result.kind()) {
            case PROXY -> "PROXY " + result.reason();
            case HANDSHAKE_REFUSED ->
                "HANDSHAKE REFUSED, " + (result.alert().isEmpty() ? "no alert" : "alert " + result.alert()) + " ("
                        + result.outcome() + "): " + result.reason();
            case ANSWER, REFUSED, NO_ROUTE -> result.status() + " " + result.outcome() + ": " + result.reason();
        };
    }

    /** Text of a question may hold anything, and a terminal obeys it. */
    private static StringBuilder row(StringBuilder text, String topic, String value) {
        text.append(topic).append(" ".repeat(COLUMN - topic.length()));
        value.codePoints().forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.append('\n');
    }
}
