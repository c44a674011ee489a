// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides an upstream TLS connection besides address and server name: whether and against what it is verified, and
 * who the gateway is to it. Immutable; equal by content, so it can be part of a pool's key.
 */
public final class UpstreamTls implements ContextSpec {
    private final boolean verify;
    private final Set<X509Certificate> anchors;
    private final String configuredSni;
    private final Optional<Credential> identity;
    private final int hash;

    UpstreamTls(boolean verify, List<X509Certificate> anchors, String configuredSni, Optional<Credential> identity) {
        this.verify = verify;
        this.anchors = new LinkedHashSet<>(anchors);
        this.configuredSni = configuredSni;
        this.identity = identity;
        this.hash = (this.anchors.hashCode() * 31 + configuredSni.hashCode()) * 31 + identity.hashCode();
    }

    /** Whether chain and name are checked. */
    public boolean verify() {
        return verify;
    }

    /** The name to send and verify, or "" to derive it from the Host sent upstream. */
    public String configuredSni() {
        return configuredSni;
    }

    /** Whom the gateway presents itself as, if asked. */
    public Optional<Credential> identity() {
        return identity;
    }

    /** Whether it is verified against the CA certificates of the system. */
    boolean trustsSystem() {
        return verify && anchors.isEmpty();
    }

    /** The CA certificates trusted; empty means those of the system. */
    public List<X509Certificate> anchors() {
        return List.copyOf(anchors);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof UpstreamTls that
                        && hash == that.hash
                        && verify == that.verify
                        && configuredSni.equals(that.configuredSni)
                        && anchors.equals(that.anchors)
                        && identity.equals(that.identity));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "UpstreamTls[verify=" + verify + ", sni=" + configuredSni + ", anchors=" + anchors.size() + ", identity="
                + identity.map(Credential::toString).orElse("none") + "]";
    }
}
