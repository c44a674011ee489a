// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that are as wide as they must be. */
final class DemoTable {
    private final List<List<String>> rows = new ArrayList<>();

    DemoTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Prints all rows, the first as a head with a line below it. */
    void print(PrintStream out) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        for (int i = 0; i < rows.size(); i++) {
            out.println(text(rows.get(i), widths));
            if (i == 0) {
                out.println(text(widths.stream().map("-"::repeat).toList(), widths));
            }
        }
    }

    private static String text(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
