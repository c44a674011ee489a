// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** The syntax of ids of objects. */
final class Ids {
    private static final int MAX_LENGTH = 64;

    private Ids() {}

    /** Whether the text is 1 to 64 letters, digits, {@code -}, {@code _} and {@code .}, and not a whole number below 1. */
    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        boolean nonZero = false;
        boolean number = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-' && c != '_' && c != '.') {
                return false;
            }
            number &= digit || (c == '-' && i == 0 && text.length() > 1);
            nonZero |= digit && c != '0';
        }
        return !number || (nonZero && text.charAt(0) != '-');
    }
}
