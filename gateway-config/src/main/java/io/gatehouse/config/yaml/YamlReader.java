// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Builds the tree of one file over Jackson's token stream. Never fails: whatever is wrong becomes a {@link YamlFault}.
 *
 * <p>A fault of structure (anchor, alias, tag, duplicate key) does not end the reading, so that all of them are found in
 * one go; a fault of syntax does, because after it nothing is certain.
 */
public final class YamlReader {
    /** Most bytes of a file. The caller enforces it before it reads the file into memory. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    /** Most lists and objects inside one another. */
    public static final int MAX_DEPTH = 32;

    private static final int MAX_FAULTS = 10; // of structure; a file full of aliases must not fill the memory

    private static final YAMLFactory FACTORY = factory();

    private final YAMLParser parser;
    private final List<YamlFault> faults;

    private YamlReader(YAMLParser parser, List<YamlFault> faults) {
        this.parser = parser;
        this.faults = faults;
    }

    /** Reads the content of a file. */
    public static YamlDocument read(byte[] content) {
        List<YamlFault> faults = new ArrayList<>();
        try {
            String text = YamlText.decode(content);
            refuseDirectives(text);
            try (YAMLParser parser = FACTORY.createParser(text)) {
                YamlNode root = new YamlReader(parser, faults).document();
                return new YamlDocument(root, true, faults);
            }
        } catch (YamlStop e) {
            faults.add(e.fault());
        } catch (IOException | RuntimeException | StackOverflowError e) { // the library throws more than it declares
            faults.add(SyntaxFaults.explain(e));
        }
        return new YamlDocument(null, false, faults);
    }

    /** They stand before everything but comments, and the library passes over them: over a line such as {@code %include x}, too. */
    private static void refuseDirectives(String text) throws YamlStop {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            boolean harmless = line.isBlank() || line.stripLeading().startsWith("#") || line.startsWith("%YAML ");
            if (!harmless && line.startsWith("%")) {
                throw new YamlStop(new YamlFault(
                        number,
                        1,
                        "",
                        "a YAML directive is not allowed",
                        "'" + Shown.of(line) + "'",
                        "keys and their values",
                        "remove the line"));
            }
            if (!harmless) {
                return;
            }
        }
    }

    private @Nullable YamlNode document() throws IOException, YamlStop {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return null;
        }
        YamlNode root = node(first, YamlPath.TOP, 1);
        if (parser.nextToken() != null) {
            report(here(
                    "",
                    "a second YAML document in one file",
                    "a value after '---'",
                    "one document per file",
                    "move what follows into a file of its own, or delete the line '---'"));
        }
        return root instanceof YamlNull ? null : root;
    }

    private YamlNode node(JsonToken token, YamlPath path, int depth) throws IOException, YamlStop {
        boolean faulty = refuseReferences(path);
        JsonLocation at = parser.currentTokenLocation();
        int line = at.getLineNr();
        int column = at.getColumnNr();
        return switch (token) {
            case START_OBJECT -> new YamlMap(line, column, entries(path, deeper(path, depth)));
            case START_ARRAY -> new YamlList(line, column, items(path, deeper(path, depth)));
            case VALUE_NULL -> faulty ? new YamlFaulty(line, column) : new YamlNull(line, column);
            default -> {
                if (faulty) {
                    yield new YamlFaulty(line, column);
                }
                String text = parser.getText();
                boolean absent = text.isEmpty() && at.equals(parser.currentLocation()); // not even quotes
                yield absent ? new YamlNull(line, column) : new YamlScalar(line, column, text);
            }
        };
    }

    private Map<String, YamlMap.Entry> entries(YamlPath path, int depth) throws IOException, YamlStop {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            JsonLocation at = parser.currentTokenLocation();
            String key = parser.currentName();
            YamlPath child = path.child(key);
            YamlMap.Entry first = entries.get(key);
            if (first != null) {
                report(here(
                        child.toString(),
                        "the key '" + Shown.of(key) + "' is written twice in one object",
                        "the first one at line " + first.line() + ", column " + first.column(),
                        "each key once",
                        "remove one of the two"));
            }
            YamlNode value = node(next(), child, depth);
            if (first == null) {
                entries.put(key, new YamlMap.Entry(at.getLineNr(), at.getColumnNr(), key, value));
            }
        }
        return entries;
    }

    private List<YamlNode> items(YamlPath path, int depth) throws IOException, YamlStop {
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(node(token, path.item(items.size()), depth));
        }
        return items;
    }

    private JsonToken next() throws IOException, YamlStop {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new YamlStop(
                    here("", "the file ends inside a list or an object", "", "", "see whether it is complete"));
        }
        return token;
    }

    private int deeper(YamlPath path, int depth) throws YamlStop {
        if (depth > MAX_DEPTH) {
            throw new YamlStop(here(
                    "", // the path of what is nested so deeply teaches nothing
                    "lists and objects are nested too deeply",
                    "more than " + MAX_DEPTH + " levels, from '" + topOf(path) + "' on",
                    "at most " + MAX_DEPTH + " levels",
                    "the configuration needs no more than 8; see whether the file is the right one"));
        }
        return depth + 1;
    }

    private static String topOf(YamlPath path) {
        YamlPath top = path;
        for (YamlPath up = path.parent(); up != null && up.parent() != null; up = up.parent()) {
            top = up;
        }
        return Shown.of(top.toString());
    }

    /** Reports an alias, an anchor or a tag on the current token. */
    private boolean refuseReferences(YamlPath path) throws IOException, YamlStop {
        if (parser.isCurrentAlias()) {
            report(here(
                    path.toString(),
                    "a YAML alias is not allowed",
                    "'*" + Shown.of(parser.getText()) + "'",
                    "the value itself",
                    "write the value out; a text that begins with '*' needs quotes"));
            return true;
        }
        boolean anchored = refuseAnchor(path);
        Object tag = parser.getTypeId();
        if (tag != null) {
            report(here(
                    path.toString(),
                    "a YAML tag is not allowed",
                    "'!" + Shown.of(tag.toString()) + "'",
                    "the value without a tag",
                    "remove the tag; a text that begins with '!' needs quotes"));
        }
        return anchored || tag != null;
    }

    private boolean refuseAnchor(YamlPath path) throws IOException, YamlStop {
        Object anchor = parser.getObjectId();
        if (anchor != null) {
            report(here(
                    path.toString(),
                    "a YAML anchor is not allowed",
                    "'&" + Shown.of(anchor.toString()) + "'",
                    "the value without an anchor",
                    "remove the anchor; a text that begins with '&' needs quotes"));
        }
        return anchor != null;
    }

    private void report(YamlFault fault) throws YamlStop {
        faults.add(fault);
        if (faults.size() == MAX_FAULTS) {
            throw new YamlStop(here(
                    "",
                    "too many faults; the rest of the file is not looked at",
                    faults.size() + " faults",
                    "",
                    "mend these first"));
        }
    }

    private YamlFault here(String field, String message, String found, String expected, String remedy) {
        JsonLocation at = parser.currentTokenLocation();
        return new YamlFault(
                Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), field, message, found, expected, remedy);
    }

    private static YAMLFactory factory() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_BYTES);
        limits.setAllowRecursiveKeys(false);
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxStringLength(MAX_BYTES)
                .maxNameLength(MAX_BYTES)
                .maxNumberLength(MAX_BYTES) // numbers are read as text here
                .maxDocumentLength(-1)
                .build();
        return YAMLFactory.builder()
                .loaderOptions(limits)
                .streamReadConstraints(constraints)
                .build();
    }
}
