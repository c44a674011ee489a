// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** The kinds of keys that certificates for TLS are issued for. */
public enum KeyKind {
    ECDSA("EC"),
    RSA("RSA");

    private final String jdkName;

    KeyKind(String jdkName) {
        this.jdkName = jdkName;
    }

    /** The algorithm name that the JDK uses for such keys, and Netty for their key type. */
    String jdkName() {
        return jdkName;
    }
}
