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

    /** Whether handshakes cannot tell one from the other, in either direction. */
    public boolean sameAs(TlsAssets that) {
        return index.sameAs(that.index) && upstreams.equals(that.upstreams) && ticketKeys.equals(that.ticketKeys);
    }
}
