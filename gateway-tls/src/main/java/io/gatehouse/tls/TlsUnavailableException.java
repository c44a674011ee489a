// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** The native TLS library cannot be used; the message says why and what to do. The gateway does not start without it. */
public final class TlsUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    TlsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
