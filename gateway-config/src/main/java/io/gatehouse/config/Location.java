// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A place in a configuration file, in the form that editors and terminals can jump to.
 *
 * @param file the file as the operator named it or as a glob found it
 * @param line from 1
 * @param column from 1, in characters
 */
public record Location(String file, int line, int column) implements Comparable<Location> {
    private static final Comparator<Location> ORDER = Comparator.comparing(Location::file)
            .thenComparingInt(Location::line)
            .thenComparingInt(Location::column);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    public Location {
        Insist.that(line >= 1, "line: %s (expected: >= 1)", line);
        Insist.that(column >= 1, "column: %s (expected: >= 1)", column);
    }

    /** The start of a file: the place of what concerns it as a whole. */
    public static Location startOf(String file) {
        return new Location(file, 1, 1);
    }

    @Override
    public int compareTo(Location other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column}, on one line whatever the file is called. */
    @Override
    public String toString() {
        return CONTROL.matcher(file).replaceAll("?") + ":" + line + ":" + column;
    }
}
