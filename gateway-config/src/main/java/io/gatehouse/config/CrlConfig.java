// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code ssls[].client.crl}: client certificates are looked up in revocation lists.
 *
 * @param source one or more CRLs
 * @param onStale what a list that is past its next update does; {@code deny} by default
 */
public record CrlConfig(PemSource source, OnStale onStale) {
    private static final Choice<OnStale> ON_STALE =
            new Choice<OnStale>().with("deny", OnStale.DENY).with("allow", OnStale.ALLOW);

    /** Reads {@code crl} and {@code on_stale_crl}; null if there is no usable CRL. */
    static @Nullable CrlConfig read(Fields client) {
        PemSource source = PemFields.read(client, "crl");
        OnStale onStale = client.choice("on_stale_crl", ON_STALE, OnStale.DENY);
        if (!client.has("crl") && client.has("on_stale_crl")) {
            client.refuse("on_stale_crl", "has no meaning without 'crl'", "", "", "remove it, or add 'crl'");
        }
        return source == null ? null : new CrlConfig(source, onStale);
    }

    /** What becomes of clients whose certificate has to be looked up in a stale list. */
    public enum OnStale {
        /** They are refused. */
        DENY,
        /** The list counts as if it were not stale, with a warning. */
        ALLOW
    }
}
