// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions that are looked for in paths, in the syntax of RE2: matching takes time linear in the path, and number, length
 * and expanded size are bounded. Immutable, thread-safe; equal if their texts are, in whatever order.
 */
public final class PathRegexes {
    public static final PathRegexes NONE = new PathRegexes(List.of());

    /** A longer path contains none: time is bounded also for the worst expression. */
    static final int MAX_PATH = 1_024;

    private static final int MOST = 32;
    private static final int MAX_CHARS = 256;

    /** Instructions of all expressions together. */
    private static final int MAX_PROGRAM = 500;

    private static final String EXPECTED = "a regular expression of RE2 such as ^/health$";

    private final List<Pattern> patterns;

    private PathRegexes(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** Reads a list; what is no such expression is reported and left out. */
    static PathRegexes read(Fields fields, String key) {
        List<Text> texts = fields.texts(key);
        if (texts.size() > MOST) {
            fields.refuse(key, "too many expressions", "" + texts.size(), "at most " + MOST, "join some by |");
            return NONE;
        }
        List<Pattern> patterns = new ArrayList<>();
        int program = 0;
        for (Text text : texts) {
            Pattern pattern = compile(text);
            if (pattern == null) {
                continue;
            }
            program += pattern.programSize();
            if (program > MAX_PROGRAM) {
                tooLarge(text);
                return NONE;
            }
            if (!RegexText.isAnchored(text.value())) {
                text.warn(
                        "is found anywhere in a path",
                        "an expression whose every alternative begins with ^",
                        "write ^ before it, or before the group of its alternatives");
            }
            patterns.add(pattern);
        }
        return new PathRegexes(patterns);
    }

    private static @Nullable Pattern compile(Text text) {
        String regex = text.value();
        if (regex.isEmpty() || regex.length() > MAX_CHARS) {
            text.refuse("no usable expression", EXPECTED + ", of 1 to " + MAX_CHARS + " characters", "");
            return null;
        }
        if (RegexText.expandedSize(regex) > MAX_PROGRAM) {
            tooLarge(text);
            return null;
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            String where = e.getPattern() == null ? "" : ": " + e.getPattern();
            boolean other = where.startsWith(": (?") || where.startsWith(": \\");
            text.refuse(
                    "no regular expression: " + e.getDescription() + where,
                    EXPECTED,
                    other ? "look-around and back-references do not exist, because they take unbounded time" : "");
            return null;
        }
    }

    private static void tooLarge(Text text) {
        text.refuse(
                "expressions are too large",
                "expressions that have at most " + MAX_PROGRAM + " instructions together, repetitions written out",
                "repeat less, or write fewer expressions");
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Whether one of them is found in the path, anywhere unless it is anchored. */
    public boolean findIn(String path) {
        if (path.length() > MAX_PATH) {
            return false;
        }
        for (Pattern each : patterns) {
            if (each.matcher(path).find()) {
                return true;
            }
        }
        return false;
    }

    /** As they were written. */
    public List<String> texts() {
        return patterns.stream().map(Pattern::pattern).toList();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof PathRegexes that && Set.copyOf(patterns).equals(Set.copyOf(that.patterns)));
    }

    @Override
    public int hashCode() {
        return Set.copyOf(patterns).hashCode();
    }

    @Override
    public String toString() {
        return texts().toString();
    }
}
