// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be told of a regular expression without compiling it: RE2/J writes counted repetitions out, so a short text can ask for
 * more memory than there is. One instance, one text.
 */
final class RegexText {
    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[a-zA-Z]+\\)");
    private static final long HUGE = 1_000_000;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long size;
    private long atom;
    private boolean anchored = true;
    private boolean atStart = true;

    private RegexText(String text) {
        this.text = text;
    }

    /** About how many instructions the text becomes when its repetitions are written out; at most a million. */
    static long expandedSize(String text) {
        RegexText reading = new RegexText(text);
        reading.read();
        return reading.size;
    }

    /** Whether every alternative begins with {@code ^}. */
    static boolean isAnchored(String text) {
        Matcher flags = FLAGS.matcher(text);
        RegexText reading = new RegexText(flags.lookingAt() ? text.substring(flags.end()) : text);
        reading.read();
        return reading.anchored;
    }

    private void read() {
        Matcher count = COUNT.matcher(text);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (atStart) {
                anchored &= c == '^' || text.startsWith("\\A", i);
                atStart = false;
            }
            switch (c) {
                case '(' -> {
                    outer.push(size);
                    size = 1;
                    i++;
                }
                case ')' -> {
                    atom = size;
                    size = clamp(size + (outer.isEmpty() ? 0 : outer.pop()));
                    i++;
                }
                case '|' -> {
                    atStart = outer.isEmpty();
                    i++;
                    size++;
                }
                case '{' -> {
                    boolean counted = count.region(i, text.length()).lookingAt();
                    if (counted) {
                        size = clamp(size + atom * (times(count) - 1));
                        atom = clamp(atom * times(count));
                    }
                    i = counted ? count.end() : i + one();
                }
                case '[' -> i = endOfClass(i) + one();
                case '\\' -> i += 1 + one();
                default -> i += one();
            }
        }
    }

    /** One more instruction, which a repetition may follow. */
    private int one() {
        atom = 1;
        size = clamp(size + 1);
        return 1;
    }

    private static long times(Matcher count) {
        String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
        return Math.max(1, Long.parseLong(most) + 1);
    }

    /** The index of the bracket that ends the class; of its last character if none does. */
    private int endOfClass(int start) {
        int i = start + 1;
        i += text.startsWith("^", i) ? 1 : 0;
        i += text.startsWith("]", i) ? 1 : 0;
        while (i < text.length() && text.charAt(i) != ']') {
            i += text.charAt(i) == '\\' ? 2 : text.startsWith("[:", i) ? Math.max(2, text.indexOf(":]", i) + 2 - i) : 1;
        }
        return Math.min(i, text.length() - 1);
    }

    private static long clamp(long value) {
        return Math.min(value, HUGE);
    }
}
