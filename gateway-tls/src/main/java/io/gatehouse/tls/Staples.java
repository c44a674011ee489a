// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The OCSP responses that handshakes show, by certificate: a reload or an evicted context loses none. Thread-safe; asked once a
 * handshake.
 */
public final class Staples {
    private final Map<Credential, Staple> byCredential = new ConcurrentHashMap<>();

    /** From the next handshake on it is shown. */
    public void put(OcspQuestion question, Staple staple) {
        byCredential.put(question.credential(), staple);
    }

    /** What there is for a certificate, though it may have ended. */
    public Optional<Staple> of(Credential credential) {
        return Optional.ofNullable(byCredential.get(credential));
    }

    /** Forgets all others. */
    public void retain(Collection<Credential> credentials) {
        byCredential.keySet().retainAll(credentials);
    }

    /** No more shown from the next handshake on. */
    public void remove(OcspQuestion question) {
        byCredential.remove(question.credential());
    }

    /** What a handshake is to show; null if there is nothing that is good now. */
    byte @Nullable [] toShow(Credential credential, Clock clock) {
        Staple staple = byCredential.isEmpty() ? null : byCredential.get(credential);
        return staple != null && staple.isGood(clock.instant()) ? staple.response() : null;
    }
}
