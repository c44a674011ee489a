// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ssl object asks of client certificates: which CAs may have issued them, how far below, and whether there has to be one.
 * Immutable; equal if all of it is the same, whatever the order of the CA certificates.
 */
public final class ClientPolicy {
    private final List<X509Certificate> anchors;
    private final Set<X509Certificate> anchorSet;
    private final int depth;
    private final Mode mode;
    private final String fingerprint;

    /**
     * @param anchors CA certificates; at least one
     * @param depth most intermediates between leaf and CA
     * @param mode whether a client without certificate is served
     */
    ClientPolicy(List<X509Certificate> anchors, int depth, Mode mode) {
        this.anchorSet = new LinkedHashSet<>(anchors);
        this.anchors = List.copyOf(anchorSet);
        this.depth = depth;
        this.mode = mode;
        this.fingerprint = fingerprint(this.anchors, depth, mode);
    }

    /** SHA-256 over anchors, depth and mode, hex: equal policies have equal fingerprints. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether a client without certificate is refused in the handshake. */
    public boolean isRequired() {
        return mode == Mode.REQUIRED;
    }

    public int depth() {
        return depth;
    }

    public List<X509Certificate> anchors() {
        return anchors;
    }

    private static String fingerprint(List<X509Certificate> anchors, int depth, Mode mode) {
        Set<String> sorted = new TreeSet<>();
        anchors.forEach(each -> sorted.add(Sha256.fingerprint(each)));
        Sha256 all = new Sha256().add(Integer.toString(depth)).add(mode.name());
        sorted.forEach(all::add);
        return all.hex();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ClientPolicy that
                        && depth == that.depth
                        && mode == that.mode
                        && anchorSet.equals(that.anchorSet));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "ClientPolicy[" + mode + ", anchors=" + anchors.size() + ", depth=" + depth + ", fingerprint="
                + fingerprint + "]";
    }
}
