// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import org.jspecify.annotations.Nullable;

/** Who comes: with which certificate, if any. */
enum CrossClient {
    NOBODY(null, 0),
    ALICE("A", 0),
    /** Below an intermediate of the same CA. */
    CAROL("A", 1),
    /** Of the other CA. */
    BOB("B", 0);

    private final @Nullable String issuer;
    private final int intermediates;

    CrossClient(@Nullable String issuer, int intermediates) {
        this.issuer = issuer;
        this.intermediates = intermediates;
    }

    /** The name of the root above the certificate; null without certificate. */
    @Nullable
    String issuer() {
        return issuer;
    }

    int intermediates() {
        return intermediates;
    }
}
