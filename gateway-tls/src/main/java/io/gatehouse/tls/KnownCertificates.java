// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Intermediates, each parsed and kept once however many chains it is in, and the chains that they make. Any thread. */
final class KnownCertificates {
    private final Map<Der, X509Certificate> known = new ConcurrentHashMap<>();
    private final Map<List<X509Certificate>, List<X509Certificate>> chains = new ConcurrentHashMap<>();

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

    /** The same certificates in the same order; always the same instance. */
    List<X509Certificate> chain(List<X509Certificate> issuers) {
        List<X509Certificate> same = chains.get(issuers);
        return same == null ? chains.computeIfAbsent(List.copyOf(issuers), chain -> chain) : same;
    }

    /** Forgets all but these chains, which are told apart as instances, and what they are made of. */
    void retain(Set<List<X509Certificate>> used) {
        chains.values().retainAll(used);
        known.values().retainAll(chains.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
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
