// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.stream.Stream;

/** The key exchange groups that BoringSSL has and that a configuration may name. */
enum NamedGroup {
    X25519MLKEM768(0x11EC, "X25519MLKEM768"),
    X25519(0x001D, "X25519"),
    P_256(0x0017, "P-256"),
    P_384(0x0018, "P-384"),
    P_521(0x0019, "P-521");

    private final int code;
    private final String label;

    NamedGroup(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /**
     * The group of this name.
     *
     * @throws IllegalArgumentException if there is none, which the reader of a configuration has refused
     */
    static NamedGroup named(String name) {
        return Stream.of(values())
                .filter(each -> each.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("group: '" + name + "' (expected: one of these)"));
    }

    /** The number in the protocol. */
    int code() {
        return code;
    }

    /** The name in configuration and in BoringSSL. */
    String label() {
        return label;
    }
}
