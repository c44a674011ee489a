// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * What is thought of a connection's client now. A certificate that was good in the handshake may expire, or be revoked by a list or
 * refused by CAs that came later; so each request asks again, by the policy that holds then.
 *
 * <p>The last verdict is kept: to ask the same policy again costs two comparisons. Event loop of the connection only.
 */
public final class PeerStanding {
    private final PeerIdentity peer;
    private final ClientPolicy enforced;
    private Verdict last;

    /** A client that {@code enforced} has accepted just now; when that ends is asked when it matters. */
    PeerStanding(PeerIdentity peer, ClientPolicy enforced) {
        this.peer = peer;
        this.enforced = enforced;
        this.last = new Verdict(enforced, Long.MIN_VALUE, "");
    }

    public PeerIdentity peer() {
        return peer;
    }

    /** The last verdict, whoever gave it. */
    public Verdict last() {
        return last;
    }

    /** What {@code policy} thinks of the client. */
    public Verdict under(ClientPolicy policy, long nowMillis) {
        if (!last.holds(policy, nowMillis)) {
            last = ask(policy, nowMillis);
        }
        return last;
    }

    /** Takes over what was said of an equal client. */
    public void adopt(Verdict verdict) {
        last = verdict;
    }

    private Verdict ask(ClientPolicy policy, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        try {
            VerifiedPath path = policy.sameTerms(enforced) ? peer.path() : policy.verify(shown(), now);
            Instant until = policy.check(path, now);
            return new Verdict(policy, until.equals(Instant.MAX) ? Long.MAX_VALUE : until.toEpochMilli(), "");
        } catch (OpenSslCertificateException e) {
            return new Verdict(policy, Long.MAX_VALUE, String.valueOf(e.getMessage())); // nothing gets better with time
        }
    }

    /** Other CAs may end the path elsewhere, also at the intermediate below the old one. */
    private X509Certificate[] shown() {
        return peer.chain().toArray(new X509Certificate[0]);
    }

    /**
     * What a policy thinks of a client.
     *
     * @param judge the policy; compared by identity, because every load brings its own
     * @param untilMillis when it has to be asked again
     * @param refusal why it does not accept the client, or ""
     */
    public record Verdict(ClientPolicy judge, long untilMillis, String refusal) {
        /** Whether it is what {@code policy} would say now. */
        @SuppressWarnings("ReferenceEquality") // an equal policy says the same, but to compare costs more than to ask
        public boolean holds(ClientPolicy policy, long nowMillis) {
            return judge == policy && nowMillis < untilMillis;
        }
    }
}
