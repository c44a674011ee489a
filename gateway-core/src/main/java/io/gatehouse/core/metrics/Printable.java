// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.metrics;

/** Makes text from peers fit for a log line. */
final class Printable {
    private static final int MAX_CHARS = 200;

    private Printable() {}

    /** The text without control characters and anything beyond ASCII, cut after {@value #MAX_CHARS} characters. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        for (int i = 0; i < text.length() && i < MAX_CHARS; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return printable.toString();
    }
}
