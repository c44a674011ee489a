// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A YAML file that is made up as it is written, with what it means: the form in which {@link YamlReaderTest} shows a tree,
 * each value with the line and the column where it was put.
 */
final class WrittenYaml {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_WIDTH = 4;
    private static final int MAX_SCALAR = 12;

    private final FuzzedDataProvider data;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder meaning = new StringBuilder();
    private int line = 1;
    private int column = 1;

    private WrittenYaml(FuzzedDataProvider data) {
        this.data = data;
    }

    /** The file that these choices make. */
    static WrittenYaml of(FuzzedDataProvider data) {
        WrittenYaml written = new WrittenYaml(data);
        if (data.consumeBoolean()) {
            written.map(0, 1, data.consumeBoolean());
        } else {
            written.list(0, 1, data.consumeBoolean());
        }
        return written;
    }

    String text() {
        return text.toString();
    }

    String meaning() {
        return meaning.toString();
    }

    private void value(int indent, int depth, boolean flow) {
        int kind = data.consumeInt(0, depth < MAX_DEPTH ? 5 : 3);
        boolean block = !flow && data.consumeBoolean();
        switch (kind) {
            case 4 -> collection(indent, block, () -> map(indent, depth + 1, block));
            case 5 -> collection(indent, block, () -> list(indent, depth + 1, block));
            case 3 -> {
                write(" ");
                place();
                meaning.append(" nothing");
                write(data.pickValue(new String[] {"~", "null"}));
            }
            default -> {
                write(" ");
                place();
                meaning.append(" '").append(scalar()).append("'");
            }
        }
    }

    /** A block stands in lines of its own, a flow collection behind its key. */
    private void collection(int indent, boolean block, Runnable content) {
        if (block) {
            write("\n" + " ".repeat(indent));
        } else {
            write(" ");
        }
        content.run();
    }

    private void map(int indent, int depth, boolean block) {
        place();
        meaning.append('{');
        Set<String> keys = new HashSet<>();
        int width = data.consumeInt(block ? 1 : 0, MAX_WIDTH);
        write(block ? "" : "{");
        for (int i = 0; i < width; i++) {
            separate(i, indent, block);
            meaning.append(line).append(':').append(column).append(' ');
            String key = keyOutOf(keys);
            meaning.append(key).append('=');
            write(":");
            value(indent + 2, depth, !block);
        }
        write(block ? "" : "}");
        meaning.append('}');
    }

    private void list(int indent, int depth, boolean block) {
        place();
        meaning.append('[');
        int width = data.consumeInt(block ? 1 : 0, MAX_WIDTH);
        write(block ? "" : "[");
        for (int i = 0; i < width; i++) {
            separate(i, indent, block);
            write(block ? "-" : "");
            value(indent + 2, depth, !block);
        }
        write(block ? "" : "]");
        meaning.append(']');
    }

    private void separate(int index, int indent, boolean block) {
        if (index > 0) {
            meaning.append(", ");
            write(block ? "\n" + " ".repeat(indent) : ", ");
        }
    }

    /** A key that is not there yet: a second one would be a fault. */
    private String keyOutOf(Set<String> taken) {
        String key = plain();
        while (!taken.add(key)) {
            key += "k";
        }
        write(data.consumeBoolean() ? key : doubleQuoted(key));
        return key;
    }

    private String scalar() {
        return switch (data.consumeInt(0, 2)) {
            case 0 -> {
                String plain = plain();
                write(plain);
                yield plain;
            }
            case 1 -> {
                String printable = data.consumeAsciiString(MAX_SCALAR).replaceAll("[^ -~]", "");
                write("'" + printable.replace("'", "''") + "'");
                yield printable;
            }
            default -> {
                String any = withoutSurrogates(data.consumeString(MAX_SCALAR));
                write(doubleQuoted(any));
                yield any;
            }
        };
    }

    /** Letters and digits are text whatever they spell, except for nothing. */
    private String plain() {
        String plain = data.consumeAsciiString(MAX_SCALAR).replaceAll("[^A-Za-z0-9_./-]", "");
        String word = plain.replaceAll("^[-./]+", "");
        return word.isEmpty() || word.toLowerCase(Locale.ROOT).equals("null") ? "x" + word : word;
    }

    private static String withoutSurrogates(String any) {
        return any.replaceAll("[\\ud800-\\udfff\ufeff\ufffe\uffff]", "");
    }

    private static String doubleQuoted(String any) {
        StringBuilder quoted = new StringBuilder("\"");
        any.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || (c > '~' && c < 0xa1) || c == 0x2028 || c == 0x2029) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    private void place() {
        meaning.append(line).append(':').append(column);
    }

    private void write(String piece) {
        text.append(piece);
        int end = piece.lastIndexOf('\n');
        if (end >= 0) {
            line += (int) piece.chars().filter(c -> c == '\n').count();
            column = 1;
        }
        column += piece.codePointCount(end + 1, piece.length());
    }
}
