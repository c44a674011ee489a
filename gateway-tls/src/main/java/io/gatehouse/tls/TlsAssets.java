// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Map;

/**
 * The loaded TLS half of a configuration.
 *
 * @param index which ssl object answers which name
 * @param upstreams by upstream id, those with scheme https; upstreams written inside routes are there under their ids too
 * @param ticketKeys the secrets that the fleet shares, or none
 */
public record TlsAssets(SslIndex index, Map<String, UpstreamTls> upstreams, TicketKeySet ticketKeys) {
    public TlsAssets {
        upstreams = Map.copyOf(upstreams);
    }

    /** The same with no revocation list that is older than one of the same issuer in {@code that}. */
    public TlsAssets withNewestLists(TlsAssets that) {
        SslIndex now = new NewestLists(that.index).in(index);
        return now == index ? this : new TlsAssets(now, upstreams, ticketKeys);
    }

    /** Whether handshakes cannot tell one from the other, in either direction. */
    public boolean sameAs(TlsAssets that) {
        return index.sameAs(that.index) && upstreams.equals(that.upstreams) && ticketKeys.equals(that.ticketKeys);
    }
}
