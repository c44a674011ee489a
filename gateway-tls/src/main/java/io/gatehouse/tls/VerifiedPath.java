// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A chain as it was verified: each certificate is issued by the next one, and the last one by the anchor.
 *
 * @param certificates leaf first, without the anchor; at least one
 * @param anchor the CA certificate of the configuration at which the path ends
 */
record VerifiedPath(List<X509Certificate> certificates, X509Certificate anchor) {
    VerifiedPath {
        certificates = List.copyOf(certificates);
    }

    X509Certificate leaf() {
        return certificates.get(0);
    }

    /** The certificate that issued the one at {@code index}. */
    X509Certificate issuerOf(int index) {
        return index + 1 < certificates.size() ? certificates.get(index + 1) : anchor;
    }

    /** When the first certificate of the path expires; the anchor's own time counts for nothing, as in RFC 5280, section 6.1. */
    Instant notAfter() {
        Instant earliest = leaf().getNotAfter().toInstant();
        for (X509Certificate each : certificates) {
            Instant end = each.getNotAfter().toInstant();
            earliest = end.isBefore(earliest) ? end : earliest;
        }
        return earliest;
    }

    /** Whether each certificate of the path is valid at that time. */
    boolean isValidAt(Instant now) {
        for (X509Certificate each : certificates) {
            if (now.isBefore(each.getNotBefore().toInstant())
                    || now.isAfter(each.getNotAfter().toInstant())) {
                return false;
            }
        }
        return true;
    }
}
