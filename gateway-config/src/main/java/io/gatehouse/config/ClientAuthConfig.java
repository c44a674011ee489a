// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * {@code ssls[].client}: clients must show a certificate.
 *
 * @param ca one or more CA certificates
 * @param depth most intermediates between leaf and CA, 0 to 10; 1 by default, as in APISIX
 */
public record ClientAuthConfig(Location where, PemSource ca, int depth) {
    public ClientAuthConfig {
        Insist.that(depth >= 0 && depth <= 10, "depth: %s (expected: 0 to 10)", depth);
    }
}
