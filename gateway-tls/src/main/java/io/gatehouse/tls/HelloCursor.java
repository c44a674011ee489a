// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;

/** Reads the vectors of TLS (RFC 8446, section 3.4) out of a byte array and never beyond its end. */
final class HelloCursor {
    private final byte[] bytes;
    private final int end;
    private int next;

    HelloCursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
    }

    boolean hasMore() {
        return next < end;
    }

    int remaining() {
        return end - next;
    }

    int uint8(String what) throws MalformedHello {
        need(1, what);
        return bytes[next++] & 0xFF;
    }

    int uint16(String what) throws MalformedHello {
        need(2, what);
        int high = bytes[next++] & 0xFF;
        return (high << 8) | (bytes[next++] & 0xFF);
    }

    void skip(int length, String what) throws MalformedHello {
        need(length, what);
        next += length;
    }

    /** The content of a vector whose length stands in one byte. */
    HelloCursor vector8(String what) throws MalformedHello {
        return vector(uint8(what), what);
    }

    /** The content of a vector whose length stands in two bytes. */
    HelloCursor vector16(String what) throws MalformedHello {
        return vector(uint16(what), what);
    }

    /** Everything left, as numbers of two bytes. */
    int[] allUint16(String what) throws MalformedHello {
        if (remaining() == 0 || remaining() % 2 != 0) {
            throw new MalformedHello(what + ": " + remaining() + " bytes");
        }
        int[] values = new int[remaining() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = uint16(what);
        }
        return values;
    }

    /** Everything left, one character a byte. */
    String allLatin1() {
        String text = new String(bytes, next, remaining(), StandardCharsets.ISO_8859_1);
        next = end;
        return text;
    }

    private HelloCursor vector(int length, String what) throws MalformedHello {
        need(length, what);
        next += length;
        return new HelloCursor(bytes, next - length, next);
    }

    private void need(int length, String what) throws MalformedHello {
        if (length > end - next) {
            throw new MalformedHello(what + ": " + length + " bytes announced, " + (end - next) + " there");
        }
    }
}
