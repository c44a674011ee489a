// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a table of cases.
 *
 * <p>A line {@code ## title} begins a group; {@code send:} and {@code mean:} are its templates. Every other line is a case,
 * {@code verdict text => meaning}: the text stands for <code>{}</code> in {@code send}, the meaning for that in {@code mean}. A
 * meaning that begins with {@code !} and a blank is the whole of it. Lines that begin with {@code #} are comments.
 */
final class CaseTable {
    /**
     * One case.
     *
     * @param name line number and text
     * @param verdict how it has to end, in the words of its table
     * @param send octets, as of {@link Notation#octets}
     * @param mean the messages that the other side has to see, by {@link Meaning#of}
     * @param with the directives of the group, by name
     */
    record Case(String name, String verdict, String send, List<String> mean, Map<String, String> with) {}

    private final Map<String, List<Case>> groups = new LinkedHashMap<>();
    private final Map<String, String> directives = new LinkedHashMap<>();
    private List<Case> group = new ArrayList<>();

    private CaseTable() {}

    /** The cases of {@code conformance/<name>.cases}, by group. */
    static Map<String, List<Case>> read(String name) {
        String path = "/conformance/" + name + ".cases";
        try (InputStream in = Objects.requireNonNull(CaseTable.class.getResourceAsStream(path), path)) {
            CaseTable table = new CaseTable();
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                table.line(i + 1, lines[i]);
            }
            return table.groups;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(int number, String line) {
        if (line.startsWith("## ")) {
            directives.clear();
            group = groups.computeIfAbsent(line.substring(3), title -> new ArrayList<>());
        } else if (line.matches("[a-z]+: .*")) {
            directives.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            group.add(read(number, line));
        }
    }

    private Case read(int number, String line) {
        int blank = line.indexOf(' ');
        String verdict = line.substring(0, blank < 0 ? line.length() : blank);
        String rest = blank < 0 ? "" : line.substring(blank + 1).stripLeading();
        int arrow = rest.indexOf("=>");
        String text = (arrow < 0 ? rest : rest.substring(0, arrow)).strip();
        String meaning = (arrow < 0 ? "" : rest.substring(arrow + 2)).strip();
        String send = directives.getOrDefault("send", "{}").replace("{}", text);
        String mean = meaning.startsWith("! ")
                ? meaning.substring(1).strip()
                : directives.getOrDefault("mean", "{}").replace("{}", meaning);
        String name = number + ": " + verdict + " " + (text.length() > 90 ? text.substring(0, 90) + "..." : text);
        return new Case(name, verdict, Notation.octets(send), Meaning.of(mean), Map.copyOf(directives));
    }
}
