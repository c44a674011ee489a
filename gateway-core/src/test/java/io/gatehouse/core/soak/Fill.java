// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.nio.charset.StandardCharsets;

/** The content of a body: the id of its request over and over, so that an octet of another exchange shows wherever it stands. */
final class Fill {
    private final byte[] id;
    private long position;

    Fill(String id) {
        this.id = (id + ";").getBytes(StandardCharsets.US_ASCII);
    }

    /** The next octets. */
    byte[] next(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = id[(int) ((position + i) % id.length)];
        }
        position += count;
        return octets;
    }

    /** Insists that these are the next octets. */
    void check(byte[] octets, int count) throws Violation {
        for (int i = 0; i < count; i++) {
            if (octets[i] != id[(int) ((position + i) % id.length)]) {
                String found = new String(octets, i, Math.min(count - i, 60), StandardCharsets.ISO_8859_1);
                String whose = new String(id, StandardCharsets.US_ASCII);
                throw Violation.mixUp("body of " + whose + " at " + (position + i) + " has: " + found);
            }
        }
        position += count;
    }

    long position() {
        return position;
    }
}
