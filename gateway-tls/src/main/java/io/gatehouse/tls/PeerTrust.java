// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Joins a {@link ChainVerifier} to a native context, and for upstreams the check of the name. Called by BoringSSL on the event
 * loop during a handshake; a refusal becomes the alert that its code stands for.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = new X509Certificate[0];

    private final ChainVerifier verifier;
    private final X509Certificate[] announced;

    private PeerTrust(ChainVerifier verifier, X509Certificate[] announced) {
        this.verifier = verifier;
        this.announced = announced;
    }

    /** Judges clients; the CAs of the policy are announced to them. */
    static PeerTrust ofClients(ChainVerifier verifier, ClientPolicy policy) {
        return new PeerTrust(verifier, policy.anchors().toArray(NONE));
    }

    /** Judges upstreams by chain and by the name that the engine was made for. */
    static PeerTrust ofUpstreams(ChainVerifier verifier) {
        return new PeerTrust(verifier, NONE);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws OpenSslCertificateException {
        verifier.verify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws OpenSslCertificateException {
        verifier.verify(chain);
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
}
