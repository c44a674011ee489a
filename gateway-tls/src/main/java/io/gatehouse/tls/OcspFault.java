// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** Why the answer of an OCSP responder is not shown to clients; the message is for the operator. */
public final class OcspFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean revoked;

    OcspFault(String message) {
        this(message, false);
    }

    private OcspFault(String message, boolean revoked) {
        super(message);
        this.revoked = revoked;
    }

    static OcspFault revoked(String when) {
        return new OcspFault("the certificate is revoked since " + when + ": replace it", true);
    }

    /** Whether the responder says, believably, that the certificate is revoked. */
    public boolean isRevoked() {
        return revoked;
    }
}
