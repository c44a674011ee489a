// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** Which forwarding headers requests get on their way upstream; copies that untrusted clients send are removed always. */
public enum ForwardedMode {
    /** {@code X-Forwarded-For, -Proto, -Host, -Port} and {@code X-Real-IP}. */
    X_FORWARDED,
    /** {@code Forwarded} (RFC 7239). */
    RFC7239,
    /** Both forms. */
    BOTH,
    /** None. */
    OFF
}
