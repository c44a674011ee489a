// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * Builds the native context of an {@link UpstreamTls}. It resumes nothing: connections are pooled, so a full handshake is rare, and
 * a session could otherwise carry the verification of one name over to another.
 */
final class ClientContexts {
    /** Most certificates between an upstream's leaf and a CA. */
    private static final int DEPTH = 8;

    private final Clock clock;
    private final SystemTrust systemTrust;

    ClientContexts(Clock clock, SystemTrust systemTrust) {
        this.clock = clock;
        this.systemTrust = systemTrust;
    }

    /** Builds the context; the caller releases it. */
    ReferenceCountedOpenSslContext build(UpstreamTls tls) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.2", "TLSv1.3")
                .ciphers(CipherSuite.contextNames(TlsSettings.UPSTREAM.suites()))
                .endpointIdentificationAlgorithm(tls.verify() ? "HTTPS" : "")
                .option(OpenSslContextOption.GROUPS, ServerContexts.groups(TlsSettings.UPSTREAM.groups()));
        if (tls.verify()) {
            builder.trustManager(trust(tls));
        } else { // asked for by name in the configuration, warned of at each load
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        tls.identity().ifPresent(own -> builder.keyManager(new SingleKeyManager(own)));
        ReferenceCountedOpenSslContext context = (ReferenceCountedOpenSslContext) builder.build();
        context.setBioNonApplicationBufferSize(ServerContexts.SENT_WHILE_READING);
        context.sessionContext().setSessionCacheEnabled(false);
        return context;
    }

    private X509TrustManager trust(UpstreamTls tls) {
        List<X509Certificate> anchors = tls.anchors().isEmpty() ? systemTrust.anchors() : tls.anchors();
        return PeerTrust.ofUpstreams(new ChainVerifier(anchors, DEPTH, Purpose.SERVER), clock);
    }
}
