// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

/**
 * One kind of figure.
 *
 * @param key in JSON, with its unit
 * @param heading above the column
 * @param format of the figure as {@link String#format} has it
 */
record Column(String key, String heading, String format) {
    /** The figure as text; a dash if there is none. */
    String text(double figure) {
        return Double.isNaN(figure) ? "-" : format.formatted(figure);
    }
}
