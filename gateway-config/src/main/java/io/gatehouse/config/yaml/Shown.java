// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import java.util.Locale;

/** Text of a file as messages show it: one line, no control characters, not too long. */
public final class Shown {
    private static final int MAX = 80;

    private Shown() {}

    /** The text, shortened and with control and invisible characters as escapes. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX) + 8);
        for (int i = 0; i < text.length(); i++) {
            if (shown.length() >= MAX) {
                return shown.append("...").toString();
            }
            char c = text.charAt(i);
            if (c == '\n') {
                shown.append("\\n");
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.isSurrogate(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    /** The text in single quotes. */
    public static String quoted(String text) {
        return "'" + of(text) + "'";
    }
}
