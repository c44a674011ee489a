// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern for paths as the JDK has them: {@code *}, {@code **}, {@code ?}, {@code [a-z]}, {@code {a,b}} and {@code \}. That of the JDK
 * backtracks, for ever with many stars; this one takes time linear in the path. One thread.
 */
final class GlobPattern {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;

    private GlobPattern(String glob) {
        this.glob = glob;
    }

    /**
     * The expression that is to match a whole path.
     *
     * @throws IllegalArgumentException if it is no pattern
     */
    static Pattern compile(String glob) {
        try {
            return Pattern.compile(new GlobPattern(glob).translate(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(glob, e);
        }
    }

    private String translate() {
        boolean inGroup = false;
        while (at < glob.length()) {
            char sign = glob.charAt(at++);
            if (sign == '*') {
                regex.append(skip('*') ? ".*" : "[^/]*");
            } else if (sign == '?') {
                regex.append("[^/]");
            } else if (sign == '[') {
                addClass();
            } else if (sign == '{') {
                check(!inGroup, "a group in a group");
                regex.append("(?:");
                inGroup = true;
            } else if (sign == '}' && inGroup) {
                regex.append(')');
                inGroup = false;
            } else if (sign == ',' && inGroup) {
                regex.append('|');
            } else {
                literal(sign == '\\' ? next() : sign);
            }
        }
        check(!inGroup, "{ without }");
        return regex.toString();
    }

    /** What stands behind {@code [}: no sign of it is special but {@code !} at its start, and {@code -}. */
    private void addClass() {
        regex.append(skip('!') ? "[^/" : "[");
        for (char sign = next(); sign != ']'; sign = next()) {
            check(sign != '/', "/ in a class");
            literal(sign);
            if (at + 1 < glob.length() && glob.charAt(at + 1) != ']' && skip('-')) {
                regex.append('-');
                literal(next());
            }
        }
        regex.append(']');
    }

    private void literal(char sign) {
        regex.append(Pattern.quote(String.valueOf(sign)));
    }

    private boolean skip(char sign) {
        boolean there = at < glob.length() && glob.charAt(at) == sign;
        at += there ? 1 : 0;
        return there;
    }

    private char next() {
        check(at < glob.length(), "ends too early");
        return glob.charAt(at++);
    }

    private void check(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault + ": " + glob);
        }
    }
}
