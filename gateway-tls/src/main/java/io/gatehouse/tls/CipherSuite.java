// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.List;
import java.util.stream.Stream;

/**
 * The TLS 1.2 suites that a configuration may name: those with forward secrecy and authenticated encryption. TLS 1.3 suites are not
 * there: BoringSSL does not let one choose them.
 */
enum CipherSuite {
    ECDHE_ECDSA_AES_128_GCM(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    ECDHE_RSA_AES_128_GCM(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
    ECDHE_ECDSA_AES_256_GCM(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    ECDHE_RSA_AES_256_GCM(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
    ECDHE_ECDSA_CHACHA20(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    ECDHE_RSA_CHACHA20(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305");

    /** What an empty list means. */
    static final List<CipherSuite> DEFAULT = List.of(values());

    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private final int code;
    private final String ianaName;
    private final String openSslName;

    CipherSuite(int code, String ianaName, String openSslName) {
        this.code = code;
        this.ianaName = ianaName;
        this.openSslName = openSslName;
    }

    /**
     * The suite of this IANA or OpenSSL name.
     *
     * @throws IllegalArgumentException if there is none, which the reader of a configuration has refused
     */
    static CipherSuite named(String name) {
        return Stream.of(values())
                .filter(each -> each.ianaName.equals(name) || each.openSslName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("suite: '" + name + "' (expected: one of these)"));
    }

    /** What a native context is given: the suites of TLS 1.3 and these. */
    static List<String> contextNames(List<CipherSuite> suites) {
        return Stream.concat(TLS_1_3.stream(), suites.stream().map(CipherSuite::ianaName))
                .toList();
    }

    /** The number in the protocol. */
    int code() {
        return code;
    }

    String ianaName() {
        return ianaName;
    }

    String openSslName() {
        return openSslName;
    }

    /** The key that the server needs for this suite. */
    KeyKind keyKind() {
        return ianaName.contains("_ECDSA_") ? KeyKind.ECDSA : KeyKind.RSA;
    }
}
