// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers by which path a client's chain was verified, so that the signatures of one that comes again are not verified again: in
 * full handshakes, and in resumed ones, where BoringSSL verifies nothing.
 *
 * <p>It answers as verification would. A path is found again only by the octets of the whole chain as it was sent, leaf and all, and
 * only under the CAs and the depth that it was verified with; every certificate of it has to be valid at the moment; revocation lists
 * are asked each time, because they are no part of what is remembered. What was refused is verified anew each time.
 *
 * <p>Any thread. Bounded in number, the least recently used is forgotten first, and everything is after an hour.
 */
final class KnownChains {
    /** What else the verification depends on, such as algorithms that the platform trusts until a day, is as old as this at most. */
    static final Duration KEPT = Duration.ofHours(1);

    private final int most;
    private final Map<Key, Known> known = new LinkedHashMap<>(64, 0.75f, true);

    /** @param most chains remembered, of all policies together; some KiB each */
    KnownChains(int most) {
        this.most = most;
    }

    /** The check of a policy, from memory where that is possible. */
    ChainCheck of(ClientPolicy policy) {
        return (presented, now) -> verify(policy, presented, now);
    }

    private VerifiedPath verify(ClientPolicy policy, Certificate[] presented, Instant now)
            throws OpenSslCertificateException {
        Key key = keyOf(policy.verifier(), presented);
        Known before = find(key);
        if (before != null && before.holds(now)) {
            policy.check(before.path, now);
            return before.path;
        }
        VerifiedPath path = policy.verify(presented, now);
        remember(key, new Known(path, now));
        return path;
    }

    /** Gives up what is too old to be used. To be called every few minutes. */
    void forgetOld(Instant now) {
        synchronized (known) {
            known.values().removeIf(each -> !each.isFresh(now));
        }
    }

    private @Nullable Known find(Key key) {
        synchronized (known) {
            return known.get(key);
        }
    }

    private void remember(Key key, Known verified) {
        synchronized (known) {
            known.put(key, verified);
            if (known.size() > most) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    private static Key keyOf(ChainVerifier verifier, Certificate[] presented) throws OpenSslCertificateException {
        Sha256 all = new Sha256();
        for (Certificate each : presented) {
            try {
                all.add(each.getEncoded());
            } catch (CertificateEncodingException e) {
                throw ChainVerifier.unreadable();
            }
        }
        return new Key(verifier, ByteBuffer.wrap(all.bytes()));
    }

    /** Verifiers are equal only if they are the same. */
    private record Key(ChainVerifier verifier, ByteBuffer digest) {}

    private record Known(VerifiedPath path, Instant verified) {
        boolean isFresh(Instant now) {
            return !now.isBefore(verified) && now.isBefore(verified.plus(KEPT));
        }

        boolean holds(Instant now) {
            return isFresh(now) && path.isValidAt(now);
        }
    }
}
