// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

/**
 * Octets as the tables write them. {@code ⏎} is CR LF; a backslash before {@code r n t 0 s}, before itself or a brace, or before
 * {@code x} and two hex digits, is a single octet ({@code s} a blank); a text, an asterisk and a number in braces is the text so
 * many times. Everything else is itself, and ASCII.
 *
 * <p>{@link #END}, {@link #RESET} and {@link #PAUSE} are no octets: the sender ends its half, resets the connection, or waits
 * until the gateway has dealt with what came before.
 */
final class Notation {
    static final char END = '␄';
    static final char RESET = '␇';
    static final char PAUSE = '⏸';

    private Notation() {}

    /** Latin-1 text, one character for each octet, in which only the three signs are left above 255. */
    static String octets(String notation) {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < notation.length(); i++) {
            char c = notation.charAt(i);
            if (c == '⏎') {
                octets.append("\r\n");
            } else if (c == '\\') {
                i++;
                boolean hex = notation.charAt(i) == 'x';
                octets.append(hex ? hex(notation, i + 1) : escape(notation.charAt(i)));
                i += hex ? 2 : 0;
            } else if (c == '{') {
                int star = notation.indexOf('*', i);
                int end = notation.indexOf('}', star);
                int times = Integer.parseInt(notation.substring(star + 1, end));
                octets.append(octets(notation.substring(i + 1, star)).repeat(times));
                i = end;
            } else {
                octets.append(c);
            }
        }
        return octets.toString();
    }

    private static char hex(String notation, int at) {
        return (char) Integer.parseInt(notation.substring(at, at + 2), 16);
    }

    private static char escape(char letter) {
        return switch (letter) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '0' -> '\0';
            case 's' -> ' ';
            case '\\', '{' -> letter;
            default -> throw new IllegalArgumentException("\\" + letter + " (expected: one of r n t 0 s x \\ {)");
        };
    }
}
