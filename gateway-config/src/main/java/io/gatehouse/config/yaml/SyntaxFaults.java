// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import com.fasterxml.jackson.core.JacksonException;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in the words of the person who edits the file what the YAML library found. */
final class SyntaxFaults {
    private static final String NO_TEXT_KEY = "Expected a field name";

    /** First match wins: a pattern of the library's words, what that means, what to do. */
    private static final List<Explanation> EXPLANATIONS = List.of(
            new Explanation("TAB", "a tabulator stands where only spaces may", "indent with spaces"),
            new Explanation(
                    "mapping values are not allowed",
                    "a ': ' stands where no key can be",
                    "put a value that contains ': ' in quotes; indent the keys of one object alike"),
            new Explanation(
                    "expected <block end>",
                    "the line does not fit the ones above it",
                    "indent the keys of one object, and the '-' of one list, alike"),
            new Explanation(
                    "could not find expected ':'",
                    "a line is neither 'key: value' nor '- item'",
                    "write a ':' and a space after the key; see whether the file is complete"),
            new Explanation(
                    "unexpected end of stream",
                    "a quoted text that begins here has no end",
                    "close the quotes; see whether the file is complete",
                    true),
            new Explanation(
                    "expected ',' or ']'",
                    "a list in [ ] that begins here is not closed, or a ',' is missing in it",
                    "close it with ']'; see whether the file is complete",
                    true),
            new Explanation(
                    "expected ',' or '}'",
                    "an object in { } that begins here is not closed, or a ',' is missing in it",
                    "close it with '}'; put a value that contains { } or , in quotes",
                    true),
            new Explanation(
                    "unexpected character found",
                    "'*' or '&' begins an alias or an anchor",
                    "put a text that begins with '*' or '&' in quotes"),
            new Explanation(
                    "unknown escape character",
                    "a '\\' in double quotes begins no known escape",
                    "write it as '\\\\', or use single quotes"),
            new Explanation(
                    "expected escape sequence",
                    "a '\\x', '\\u' or '\\U' in double quotes lacks some of its digits",
                    "write a '\\' as '\\\\', or use single quotes"),
            new Explanation(
                    "expected URI|expected '>'",
                    "'!' begins a tag",
                    "put a text that begins with '!' in quotes; tags are not allowed"),
            new Explanation(
                    "mapping keys are not allowed",
                    "a '? ' stands where no key can be",
                    "put a value that begins with '? ' in quotes"),
            new Explanation(
                    "cannot start any token",
                    "a value begins with a character that YAML keeps for itself",
                    "put the value in quotes"),
            new Explanation(
                    "expected the node content",
                    "a value is missing, or a bracket is not closed",
                    "write the value, or close the bracket; put a value that begins with , ] or } in quotes; see whether the file is complete"),
            new Explanation(
                    "sequence entries are not allowed here",
                    "a '- ' stands where no list can begin",
                    "put each '- ' on a line of its own below the key, or write the list in [ ]"),
            new Explanation(
                    "expected (chomping or indentation indicators|a comment or a line break)",
                    "'|' or '>' begins a block of text, which stands on the lines below it",
                    "put a value that begins with '|' or '>' in quotes"),
            new Explanation(NO_TEXT_KEY, "a key is a list or an object", "write keys as plain text"),
            new Explanation(
                    "<document start>",
                    "something follows after the end of the document",
                    "put everything under the keys of one object"));

    private SyntaxFaults() {}

    static YamlFault explain(Throwable fault) {
        String words = words(fault);
        for (Explanation known : EXPLANATIONS) {
            if (Pattern.compile(known.words).matcher(words).find()) {
                return fault(place(fault, known.fromStart), known.meaning, words, known.remedy);
            }
        }
        String meaning = "the file cannot be understood from here on";
        return fault(place(fault, false), meaning, words, "see whether the file is complete, and is YAML");
    }

    private static YamlFault fault(Place at, String meaning, String words, String remedy) {
        String shown = words.startsWith("found ") ? words.substring(6) : words;
        return new YamlFault(at.line, at.column, "", "not valid YAML: " + meaning, Shown.of(shown), "", remedy);
    }

    /** The library's own words, one line. */
    private static String words(Throwable fault) {
        if (fault.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null) {
            return marked.getProblem();
        }
        if (fault instanceof StackOverflowError) {
            return "too many levels";
        }
        if (String.valueOf(fault.getMessage()).startsWith(NO_TEXT_KEY)) {
            return NO_TEXT_KEY;
        }
        String message = fault instanceof JacksonException e ? e.getOriginalMessage() : fault.getMessage();
        if (message == null) {
            return fault.getClass().getSimpleName();
        }
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static Place place(Throwable fault, boolean fromStart) {
        if (fault.getCause() instanceof MarkedYAMLException marked) {
            Mark mark = fromStart ? marked.getContextMark() : marked.getProblemMark();
            if (mark != null) {
                return new Place(mark.getLine() + 1, mark.getColumn() + 1);
            }
        }
        if (fault instanceof JacksonException e && e.getLocation() != null) {
            return new Place(
                    Math.max(1, e.getLocation().getLineNr()),
                    Math.max(1, e.getLocation().getColumnNr()));
        }
        return new Place(1, 1);
    }

    private record Place(int line, int column) {}

    /**
     * What a fault means.
     *
     * @param words a regular expression that is found in the library's words
     * @param fromStart whether the place to look at is where the construct begins, not where the fault was noticed
     */
    private record Explanation(String words, String meaning, String remedy, boolean fromStart) {
        Explanation(String words, String meaning, String remedy) {
            this(words, meaning, remedy, false);
        }
    }
}
