// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import java.nio.charset.StandardCharsets;

/** What is on the wire, as text of one character an octet. */
final class Wire {
    private Wire() {}

    /** What the gateway has written so far. */
    static String text(MemorySocket socket) {
        return new String(socket.written(), StandardCharsets.ISO_8859_1);
    }

    /** Insists, and shows what was on the wire otherwise. */
    static void insist(boolean condition, String otherwise, String octets) {
        if (!condition) {
            throw new AssertionError(otherwise + ", after:\n" + octets + "\n(end)");
        }
    }
}
