// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.tls.TlsAssets;
import java.util.Arrays;

/**
 * A configuration that was loaded completely: nothing in it is unread, unchecked or missing.
 *
 * @param contentDigest SHA-256 over the bytes of every file that was read, in the order of reading; two loads with equal
 *     digests and equal configurations are the same
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs only
public record Loaded(GatewayConfig config, TlsAssets tls, byte[] contentDigest) {
    private static final byte[] NO_DIGEST = {};

    /** The same configuration with other assets; the next load differs from it, whatever the files say. */
    Loaded with(TlsAssets assets) {
        return assets.equals(tls) ? this : new Loaded(config, assets, NO_DIGEST);
    }

    /** Whether nothing differs, neither in the files nor in what the environment put into them. */
    public boolean sameAs(Loaded other) {
        return Arrays.equals(contentDigest, other.contentDigest) && config.equals(other.config);
    }
}
