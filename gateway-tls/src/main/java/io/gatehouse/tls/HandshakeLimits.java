// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Duration;

/**
 * What a client may cost before it has shown itself.
 *
 * @param clientHelloMaxBytes longest ClientHello, at least 1
 * @param handshakeTimeout from the first moment of the connection to the end of the handshake; positive
 */
public record HandshakeLimits(int clientHelloMaxBytes, Duration handshakeTimeout) {
    public HandshakeLimits {
        if (clientHelloMaxBytes < 1) {
            throw new IllegalArgumentException("clientHelloMaxBytes: " + clientHelloMaxBytes + " (expected: >= 1)");
        }
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
            throw new IllegalArgumentException("handshakeTimeout: " + handshakeTimeout + " (expected: > 0)");
        }
    }
}
