// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code ssls[].client}: clients must show a certificate.
 *
 * @param ca one or more CA certificates
 * @param depth most intermediates between leaf and CA, 0 to 10; 3 by default
 */
public record ClientAuthConfig(Location where, PemSource ca, int depth) {
    private static final Set<String> LATER = Set.of("crl", "on_stale_crl", "skip_mtls_uri_regex");

    public ClientAuthConfig {
        Insist.that(depth >= 0 && depth <= 10, "depth: %s (expected: 0 to 10)", depth);
    }

    /** Reads {@code ssls[].client}; null if it names no usable CA. */
    static @Nullable ClientAuthConfig read(Fields client) {
        PemSource ca = PemFields.read(client, "ca");
        int depth = client.integer("depth", 0, 10, 3);
        client.choice("mode", new Choice<Boolean>().with("required", true).later("optional"), true);
        client.later(LATER);
        if (ca == null && !client.has("ca")) {
            client.missing("ca", "the CA certificates that clients have to be certified by", "");
        }
        return ca == null ? null : new ClientAuthConfig(client.where(), ca, depth);
    }
}
