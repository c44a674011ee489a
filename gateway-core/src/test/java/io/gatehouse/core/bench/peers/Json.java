// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

/** Values of JSON. */
final class Json {
    private Json() {}

    static String text(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < ' ') {
                json.append("\\u%04x".formatted((int) each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }

    /** {@code null} for what is not a number. */
    static String number(double number) {
        return Double.isFinite(number) ? "%.4f".formatted(number) : "null";
    }
}
