// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ssl object asks of client certificates: which CAs may have issued them, and how far below. Immutable; equal if both
 * are the same, whatever the order of the CA certificates.
 */
public final class ClientPolicy {
    private final List<X509Certificate> anchors;
    private final Set<X509Certificate> anchorSet;
    private final int depth;
    private final String fingerprint;

    /**
     * @param anchors CA certificates; at least one
     * @param depth most intermediates between leaf and CA
     */
    ClientPolicy(List<X509Certificate> anchors, int depth) {
        this.anchorSet = new LinkedHashSet<>(anchors);
        this.anchors = List.copyOf(anchorSet);
        this.depth = depth;
        this.fingerprint = fingerprint(this.anchors, depth);
    }

    /** SHA-256 over anchors and depth, hex: equal policies have equal fingerprints. */
    public String fingerprint() {
        return fingerprint;
    }

    public int depth() {
        return depth;
    }

    public List<X509Certificate> anchors() {
        return anchors;
    }

    private static String fingerprint(List<X509Certificate> anchors, int depth) {
        Set<String> sorted = new TreeSet<>();
        anchors.forEach(each -> sorted.add(Sha256.fingerprint(each)));
        Sha256 all = new Sha256().add(Integer.toString(depth));
        sorted.forEach(all::add);
        return all.hex();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ClientPolicy that && depth == that.depth && anchorSet.equals(that.anchorSet));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "ClientPolicy[anchors=" + anchors.size() + ", depth=" + depth + ", fingerprint=" + fingerprint + "]";
    }
}
