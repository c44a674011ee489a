// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.io.IOException;

/** The gateway sent what it must never send, to whichever side. */
final class Violation extends IOException {
    private static final long serialVersionUID = 1;

    private final String kind;

    Violation(String kind, String words) {
        super(words);
        this.kind = kind;
    }

    /** {@code mix-up}, {@code framing} or {@code policy}. */
    String kind() {
        return kind;
    }

    static Violation framing(String words) {
        return new Violation("framing", words);
    }

    static Violation mixUp(String words) {
        return new Violation("mix-up", words);
    }
}
