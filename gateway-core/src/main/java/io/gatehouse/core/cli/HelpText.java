// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.os.Signals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --help} prints, in 80 columns. */
final class HelpText {
    private static final int WIDTH = 80;

    private HelpText() {}

    /** All commands. */
    static String of(Signals signals) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String each : CommandLine.COMMANDS) {
            Command command = CommandLine.command(each, signals);
            rows.put(each, command == null ? "" : command.description());
        }
        return "Usage: gatehouse COMMAND [OPTIONS]\nA TLS-terminating reverse proxy gateway.\n\n" + table(rows)
                + "\n'gatehouse COMMAND --help' shows the options of a command.\n";
    }

    /** One command. */
    static String of(String name, Command command) {
        Map<String, String> rows = new LinkedHashMap<>();
        List<Option<?>> options = new ArrayList<>(command.options());
        options.add(Options.help());
        for (Option<?> each : options) {
            String letter = each.letter() == null ? "    " : each.letter() + ", ";
            String label = each.label() == null ? "" : "=" + each.label();
            rows.put(letter + each.name() + label, each.description());
        }
        String footer = command.footer().isEmpty() ? "" : "\n" + wrapped(command.footer(), 0);
        return "Usage: gatehouse " + name + " [OPTIONS]\n" + wrapped(command.description(), 0) + "\n" + table(rows)
                + footer;
    }

    private static String table(Map<String, String> rows) {
        int widest = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder table = new StringBuilder();
        rows.forEach((left, right) -> table.append("  ")
                .append(left)
                .append(" ".repeat(widest + 2 - left.length()))
                .append(wrapped(right, widest + 4)));
        return table.toString();
    }

    /** The text in lines, of which all but the first are indented; the first begins there already. */
    private static String wrapped(String text, int indent) {
        StringBuilder lines = new StringBuilder();
        int column = indent;
        for (String word : text.split(" ", -1)) {
            if (column > indent && column + 1 + word.length() > WIDTH) {
                lines.append('\n').append(" ".repeat(indent));
                column = indent;
            } else if (column > indent) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        return lines.append('\n').toString();
    }
}
