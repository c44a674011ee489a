// SPDX-License-Identifier: Apache-2.0

/**
 * The TLS half of the gateway: certificates and keys from PEM, which ssl object answers which name, native contexts, and the
 * handshakes of both sides. Called by the loading thread (everything about PEM) and by event loops (everything about
 * handshakes). Knows nothing of HTTP beyond one hint for clients that speak it to a TLS port.
 */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
