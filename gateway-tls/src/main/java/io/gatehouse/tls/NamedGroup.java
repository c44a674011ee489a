// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Optional;
import java.util.stream.Stream;

/** The key exchange groups that BoringSSL has and that a configuration may name. */
enum NamedGroup {
    X25519MLKEM768(0x11EC, "X25519MLKEM768", "X25519MLKEM768"),
    X25519(0x001D, "X25519", "X25519"),
    P_256(0x0017, "P-256", "secp256r1"),
    P_384(0x0018, "P-384", "secp384r1"),
    P_521(0x0019, "P-521", "secp521r1");

    private final int code;
    private final String label;
    private final String ianaName;

    NamedGroup(int code, String label, String ianaName) {
        this.code = code;
        this.label = label;
        this.ianaName = ianaName;
    }

    /** The group of this name, its own or that of the IANA registry, in any case. */
    static Optional<NamedGroup> named(String name) {
        return Stream.of(values())
                .filter(each -> each.label.equalsIgnoreCase(name) || each.ianaName.equalsIgnoreCase(name))
                .findFirst();
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
