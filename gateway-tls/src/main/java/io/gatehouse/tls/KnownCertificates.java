// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Intermediates, each parsed and kept once however many chains it is in. Any thread. */
final class KnownCertificates {
    private final Map<Der, X509Certificate> known = new ConcurrentHashMap<>();

    /** The certificate of this content; null if it is new. */
    @Nullable
    X509Certificate find(byte[] der) {
        return known.get(new Der(der));
    }

    /** From now on these are known. */
    void add(List<X509Certificate> certificates) {
        for (X509Certificate each : certificates) {
            known.putIfAbsent(new Der(Sha256.der(each)), each);
        }
    }

    /** Forgets all but these. */
    void retain(Collection<X509Certificate> used) {
        known.values().retainAll(used);
    }

    /** Octets that are compared by content. */
    @SuppressWarnings("ArrayRecordComponent") // compared by what follows
    private record Der(byte[] octets) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Der that && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }
}
