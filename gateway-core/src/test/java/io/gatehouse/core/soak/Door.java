// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

/** The ways into the gateway. */
enum Door {
    CLEAR,
    TLS,
    TLS_12,
    /** With a client certificate, to the host that asks for one. */
    MUTUAL;

    String host() {
        return this == MUTUAL ? "closed.test" : "open.test";
    }

    static Door of(int number) {
        return values()[number % values().length];
    }
}
