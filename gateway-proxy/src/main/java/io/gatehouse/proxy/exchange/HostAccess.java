// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.PeerStanding;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsEstablished;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a connection may be used for a host: what its handshake proved, and what is thought of its client now. */
final class HostAccess {
    private HostAccess() {}

    /**
     * Why not; or null, if it may.
     *
     * <p>It may if it enforced the terms of the ssl object that answers the name now (RFC 9110, section 7.4), and if that object
     * still accepts its client. So neither clear text nor a handshake for an open name ever reaches a host that asks for
     * certificates, and no certificate is used longer than it is good.
     *
     * @param path normalised
     */
    static @Nullable Refusal refusalOf(
            SslIndex ssls, ConnectionInfo connection, String host, String path, long nowMillis) {
        SslIndex.Selection selection = ssls.byHost(host);
        if (selection.reason() == SslIndex.Reason.QUARANTINED) {
            return misdirected("the ssl object of this host is quarantined");
        }
        TlsEstablished tls = connection.tls();
        SslObject object = selection.object();
        ClientPolicy asked = object == null ? null : object.clientPolicy().orElse(null);
        if (object != null && asked != null) {
            if (tls == null) {
                return misdirected(
                        "clear text to a host whose ssl object '" + object.id() + "' asks for client certificates");
            }
            if (!isEnforced(asked, tls)) {
                return misdirected(
                        "the handshake did not enforce the client policy of ssl object '" + object.id() + "'");
            }
            if (tls.standing().isEmpty() && asked.needsCertificateFor(path)) {
                return withoutCertificate(tls);
            }
        }
        return tls == null ? null : refusalOf(tls, asked == null ? ownPolicy(ssls, tls) : asked, nowMillis);
    }

    private static Refusal withoutCertificate(TlsEstablished tls) {
        String why = tls.unverified().isEmpty()
                ? "no client certificate"
                : "the client certificate counts as none: " + tls.unverified();
        return new Refusal(Outcome.CERTIFICATE_MISSING, "skip_mtls_uri_regex does not cover the path, and " + why);
    }

    private static boolean isEnforced(ClientPolicy asked, TlsEstablished tls) {
        Optional<ClientPolicy> enforced = tls.object().clientPolicy();
        return enforced.isPresent()
                && enforced.get().sameTerms(asked)
                && (tls.standing().isPresent() || !asked.isRequired());
    }

    private static @Nullable Refusal refusalOf(TlsEstablished tls, @Nullable ClientPolicy judge, long nowMillis) {
        PeerStanding standing = tls.standing().orElse(null);
        if (standing == null || judge == null) {
            return null;
        }
        String why = standing.under(judge, nowMillis).refusal();
        return why.isEmpty() ? null : new Refusal(Outcome.CLIENT_REFUSED, why);
    }

    /** Of the connection's own ssl object: as it is now, or as it was if it does not ask any more or is gone. */
    static @Nullable ClientPolicy ownPolicy(SslIndex ssls, TlsEstablished tls) {
        SslObject now = ssls.successorOf(tls.object());
        ClientPolicy policy = now == null ? null : now.clientPolicy().orElse(null);
        return policy == null ? tls.object().clientPolicy().orElse(null) : policy;
    }

    private static Refusal misdirected(String detail) {
        return new Refusal(Outcome.MISDIRECTED, detail);
    }

    /** An outcome with its detail for the operator. */
    record Refusal(Outcome outcome, String detail) {}
}
