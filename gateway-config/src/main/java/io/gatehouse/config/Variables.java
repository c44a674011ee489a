// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replaces variables in values: a dollar sign and, in braces, a name, or a name with {@code :-} and a default. Two dollar
 * signs before a brace stand for one dollar sign and the brace.
 *
 * <p>What is put in is not looked at again, neither for further variables nor as YAML.
 */
final class Variables {
    private final UnaryOperator<@Nullable String> environment;

    Variables(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** The value of a variable, or null if it is not set. */
    @Nullable
    String value(String name) {
        return environment.apply(name);
    }

    /** Whether the text has anything to replace. */
    static boolean isIn(String text) {
        return text.contains("${");
    }

    /** Whether the text is the name of a variable: letters, digits and {@code _}, not beginning with a digit. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * The text with every variable replaced.
     *
     * @throws Unresolved naming the variable at fault
     */
    String replaceIn(String text) throws Unresolved {
        StringBuilder result = new StringBuilder(text.length() + 32);
        int at = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
            if (open > at && text.charAt(open - 1) == '$') {
                result.append(text, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            result.append(text, at, open).append(resolve(close < 0 ? "" : text.substring(open + 2, close)));
            at = close + 1;
        }
        return result.append(text, at, text.length()).toString();
    }

    private String resolve(String inside) throws Unresolved {
        int split = inside.indexOf(":-");
        String name = split < 0 ? inside : inside.substring(0, split);
        if (!isName(name)) {
            throw new Unresolved("");
        }
        String value = environment.apply(name);
        if (value == null || (value.isEmpty() && split >= 0)) { // ":-" also stands in for an empty value, as in a shell
            if (split < 0) {
                throw new Unresolved(name);
            }
            return inside.substring(split + 2);
        }
        return value;
    }

    /** A variable that is not set; or, with an empty name, something that is no variable. */
    static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1L;

        private final String name;

        Unresolved(String name) {
            super(name, null, false, false);
            this.name = name;
        }

        String name() {
            return name;
        }
    }
}
