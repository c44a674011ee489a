// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Joins the verification of chains to a native context, and for upstreams the check of the name. Called by BoringSSL on the event
 * loop during a handshake; a refusal becomes the alert that its code stands for. The path of a client is left in the handshake's
 * session, so that nobody has to look for it twice.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = new X509Certificate[0];
    private static final String PATH = "gatehouse.verified-path";

    private final Verifier verifier;
    private final Clock clock;
    private final X509Certificate[] announced;

    private PeerTrust(Verifier verifier, Clock clock, X509Certificate[] announced) {
        this.verifier = verifier;
        this.clock = clock;
        this.announced = announced;
    }

    /**
     * Judges clients; the CAs of the policy are announced to them. Where paths decide, {@link HandshakeJudge} judges instead: a
     * certificate that does not verify counts as none then, and must not end the handshake. That the client has its key is proved
     * in any case.
     */
    static PeerTrust ofClients(ClientPolicy policy, KnownChains chains, Clock clock) {
        Verifier verifier = policy.isByPath() ? (presented, now) -> null : chains.of(policy)::verify;
        return new PeerTrust(verifier, clock, policy.anchors().toArray(NONE));
    }

    /** Trusts no client: for objects that ask for no certificate, so that none is ever believed. */
    static PeerTrust ofNobody(Clock clock) {
        Verifier verifier = (presented, now) -> {
            throw ChainVerifier.refusal(CertificateVerifier.X509_V_ERR_CERT_REJECTED, "no certificate was asked for");
        };
        return new PeerTrust(verifier, clock, NONE);
    }

    /** Judges upstreams by chain and by the name that the engine was made for. */
    static PeerTrust ofUpstreams(ChainVerifier verifier, Clock clock) {
        return new PeerTrust(verifier::verify, clock, NONE);
    }

    /** The path that this handshake was verified by; null if it verified none, as when a session is resumed. Takes it away. */
    static @Nullable VerifiedPath takePath(SSLSession session) {
        Object path = session.getValue(PATH);
        session.removeValue(PATH); // sessions that are kept do not keep it
        return path instanceof VerifiedPath verified ? verified : null;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws OpenSslCertificateException {
        VerifiedPath path = verifier.verify(chain, clock.instant());
        if (path != null) {
            engine.getHandshakeSession().putValue(PATH, path);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws OpenSslCertificateException {
        verifier.verify(chain, clock.instant());
        String name = engine.getPeerHost();
        if (name == null || !CertificateNames.covers(chain[0], name)) {
            throw ChainVerifier.refusal(
                    CertificateVerifier.X509_V_ERR_HOSTNAME_MISMATCH, "certificate is not valid for the name " + name);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return announced.clone();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw withoutEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw withoutEngine();
    }

    private static IllegalStateException withoutEngine() {
        return new IllegalStateException("certificates are judged for engines only");
    }

    /** What is asked about a chain. */
    private interface Verifier {
        @Nullable
        VerifiedPath verify(Certificate[] presented, Instant now) throws OpenSslCertificateException;
    }
}
