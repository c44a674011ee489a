// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ssls[].client}: clients are asked for a certificate.
 *
 * @param ca one or more CA certificates
 * @param depth most intermediates between leaf and CA, 0 to 10; 3 by default
 * @param mode whether a client without certificate is served; {@code required} by default
 * @param crl which certificates are revoked; empty asks nobody
 * @param skip paths that clients without verified certificate may ask for; if there are any, the handshake serves all clients
 */
public record ClientAuthConfig(PemSource ca, int depth, Mode mode, Optional<CrlConfig> crl, PathRegexes skip) {
    private static final Choice<Mode> MODES =
            new Choice<Mode>().with("required", Mode.REQUIRED).with("optional", Mode.OPTIONAL);

    public ClientAuthConfig {
        Insist.that(depth >= 0 && depth <= 10, "depth: %s (expected: 0 to 10)", depth);
    }

    /** Reads {@code ssls[].client}; null if it names no usable CA. */
    static @Nullable ClientAuthConfig read(Fields client) {
        PemSource ca = PemFields.read(client, "ca");
        int depth = client.integer("depth", 0, 10, 3);
        Mode mode = client.choice("mode", MODES, Mode.REQUIRED);
        CrlConfig crl = CrlConfig.read(client);
        PathRegexes skip = PathRegexes.read(client, "skip_mtls_uri_regex");
        if (mode == Mode.OPTIONAL && client.count("skip_mtls_uri_regex") > 0) {
            client.refuse(
                    "skip_mtls_uri_regex",
                    "contradicts mode: optional",
                    "",
                    "",
                    "remove one of them: 'optional' asks nobody for a certificate, here all other paths ask for one");
        }
        if (ca == null && !client.has("ca")) {
            client.missing("ca", "the CA certificates that clients have to be certified by", "");
        }
        return ca == null ? null : new ClientAuthConfig(ca, depth, mode, Optional.ofNullable(crl), skip);
    }

    /** What becomes of a client without certificate. One whose certificate does not verify is refused in any case. */
    public enum Mode {
        /** Its handshake is refused. */
        REQUIRED,
        /** It is served; routes decide by {@code client_auth}. */
        OPTIONAL
    }
}
