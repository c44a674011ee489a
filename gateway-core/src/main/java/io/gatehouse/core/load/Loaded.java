// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.tls.TlsAssets;

/** A configuration that was loaded completely: nothing in it is unread, unchecked or missing. */
public record Loaded(GatewayConfig config, TlsAssets tls) {
    /** The same configuration with other assets. */
    Loaded with(TlsAssets assets) {
        return assets.equals(tls) ? this : new Loaded(config, assets);
    }

    /** The same with no revocation list that is older than one of the same issuer in {@code that}. */
    public Loaded withNewestLists(Loaded that) {
        return with(tls.withNewestLists(that.tls));
    }

    /** Whether nothing differs, neither in the configuration nor in the certificates, keys and lists that it names. */
    public boolean sameAs(Loaded other) {
        return config.equals(other.config) && tls.sameAs(other.tls);
    }
}
