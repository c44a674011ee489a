// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Lines of JSON, each one flat object, put together as bytes in one growing buffer. One thread at a time.
 *
 * <p>What comes out is printable ASCII: quotes, backslashes, control characters and everything beyond ASCII are escaped, so
 * that nothing a client sends can end a line, begin another or talk to a terminal.
 */
final class JsonLine {
    /** Longer text is cut; the escaped form of one character has at most six bytes. */
    static final int MAX_CHARS = 4096;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[4096];
    private int length;
    private int begun;

    /** How many bytes the lines have so far. */
    int length() {
        return length;
    }

    /** Begins a line. */
    JsonLine begin() {
        begun = length;
        put('{');
        return this;
    }

    /** Ends the object and the line. */
    void end() {
        if (bytes[length - 1] == ',') {
            length--;
        }
        put('}');
        put('\n');
    }

    /** Removes the line that was begun last. */
    void dropUnfinished() {
        length = begun;
    }

    /** Adds a member of text. */
    JsonLine text(String name, CharSequence value) {
        name(name);
        put('"');
        escaped(value);
        put('"');
        put(',');
        return this;
    }

    /** Adds a member of text unless it is empty. */
    JsonLine textIfAny(String name, CharSequence value) {
        return value.isEmpty() ? this : text(name, value);
    }

    /** Adds a member that is a whole number. */
    JsonLine number(String name, long value) {
        name(name);
        digits(value);
        put(',');
        return this;
    }

    /** Adds a duration as milliseconds with three decimals. */
    JsonLine millis(String name, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        name(name);
        digits(micros / 1000);
        put('.');
        put('0' + (int) (micros % 1000 / 100));
        put('0' + (int) (micros % 100 / 10));
        put('0' + (int) (micros % 10));
        put(',');
        return this;
    }

    /** Adds a member that is true or false. */
    JsonLine flag(String name, boolean value) {
        name(name);
        ascii(value ? "true" : "false");
        put(',');
        return this;
    }

    /** Writes all lines in one call and starts anew. */
    void drainTo(OutputStream out) throws IOException {
        int n = length;
        length = 0;
        out.write(bytes, 0, n);
    }

    private void name(String name) {
        put('"');
        ascii(name);
        put('"');
        put(':');
    }

    private void escaped(CharSequence text) {
        int chars = Math.min(text.length(), MAX_CHARS);
        ensure(chars * 6);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c >= ' ' && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else {
                unicode(c);
            }
        }
    }

    private void unicode(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 0xf];
        }
    }

    private void ascii(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void digits(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        ensure(LONGEST_NUMBER);
        int start = length;
        long rest = value;
        do {
            bytes[length++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        for (int i = start, j = length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
    }

    private void put(int octet) {
        ensure(1);
        bytes[length++] = (byte) octet;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
