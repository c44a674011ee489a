// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with the configuration: where, what was found, what was expected, what to do.
 *
 * <p>Holds no secrets: whoever makes one leaves out the value of a secret field.
 *
 * @param where the place to look at
 * @param field the path of the field, such as {@code ssls[0].key}; "" when the file as a whole is meant
 * @param message one line, without the place and without a final dot
 * @param found what stands there, or ""
 * @param expected what would be right, or ""
 * @param remedy what to do about it, or ""
 * @param rule id of the {@link LintRule} that is broken, or ""
 */
public record Problem(
        Severity severity,
        Location where,
        String field,
        String message,
        String found,
        String expected,
        String remedy,
        String rule) {
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    /** A problem that no rule is about. */
    public Problem(
            Severity severity,
            Location where,
            String field,
            String message,
            String found,
            String expected,
            String remedy) {
        this(severity, where, field, message, found, expected, remedy, "");
    }

    /** The same with another weight. */
    public Problem as(Severity other) {
        return new Problem(other, where, field, message, found, expected, remedy, rule);
    }

    /** The same at another place. */
    Problem at(Location other) {
        return new Problem(severity, other, field, message, found, expected, remedy, rule);
    }

    /**
     * The first line, {@code file:line:col: error: field: message}, then those of found, expected and remedy that exist. What would
     * talk to a terminal, such as the name of a file may, is shown as {@code ?}.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(200);
        text.append(where).append(": ").append(severity.label()).append(": ");
        if (!field.isEmpty()) {
            text.append(visible(field)).append(": ");
        }
        text.append(visible(message));
        line(text, "found:    ", found);
        line(text, "expected: ", expected);
        line(text, "remedy:   ", remedy);
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append("\n    ").append(label).append(visible(value));
        }
    }

    private static String visible(String text) {
        return INVISIBLE.matcher(text).replaceAll("?");
    }
}
