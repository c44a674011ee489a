// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Decides whether a finished handshake is good enough: the policy's client certificate must be there, and those of a resumed session
 * must still be valid, because BoringSSL does not look at them again. Then announces {@link TlsEstablished} and leaves.
 *
 * <p><b>Place:</b> behind the {@code SslHandler} and {@link EndOfTls}. <b>Direction:</b> inbound. <b>State:</b> waiting, or decided (then it is gone
 * or the connection is being closed). <b>Ownership:</b> releases what arrives before the decision or after a refusal.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is the end: nobody waits for it
final class HandshakeJudge extends ChannelInboundHandlerAdapter {
    /** What BoringSSL says where it judges by itself. */
    private static final String WRONG_KEY_USAGE = "KEY_USAGE_BIT_INCORRECT";

    private static final String NO_CERTIFICATE = "PEER_DID_NOT_RETURN_A_CERTIFICATE";

    private final SslHandler ssl;
    private final LingeringClose linger;
    private final SslObject object;
    private final String sni;
    private final Clock clock;
    private final HandshakeListener listener;
    private boolean decided;

    HandshakeJudge(
            SslHandler ssl,
            LingeringClose linger,
            SslObject object,
            String sni,
            Clock clock,
            HandshakeListener listener) {
        this.ssl = ssl;
        this.linger = linger;
        this.object = object;
        this.sni = sni;
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (!decided && completion.isSuccess()) {
            judge(ctx);
        } else if (!decided) {
            refuse(ctx, reasonOf(completion.cause()), describe(completion.cause()));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message); // not before the decision, and not after a refusal
    }

    /** The completion event comes first and tells the same; what comes without one is reported here. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!decided) {
            refuse(ctx, reasonOf(cause), describe(cause));
        }
        ctx.close();
    }

    private void judge(ChannelHandlerContext ctx) {
        SSLSession session = ssl.engine().getSession();
        boolean resumed = SSL.isSessionReused(((ReferenceCountedOpenSslEngine) ssl.engine()).sslPointer());
        Optional<PeerIdentity> peer = Optional.empty();
        if (object.clientPolicy().isPresent()) {
            boolean required = object.clientPolicy().get().isRequired();
            try {
                List<X509Certificate> chain = validNow(session, required);
                peer = chain.isEmpty() ? Optional.empty() : Optional.of(new PeerIdentity(chain));
            } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
                refuse(ctx, HandshakeFailure.RESUMPTION_REFUSED, String.valueOf(e.getMessage()));
                return;
            }
        }
        decided = true;
        ctx.pipeline().remove(linger);
        TlsEstablished established =
                new TlsEstablished(sni, object, peer, session.getProtocol(), session.getCipherSuite(), resumed);
        ctx.fireUserEventTriggered(established);
        ctx.pipeline().remove(this);
    }

    /** The client's certificates; none only if none is required. */
    private List<X509Certificate> validNow(SSLSession session, boolean required)
            throws GeneralSecurityException, SSLPeerUnverifiedException {
        Date now = Date.from(clock.instant());
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : shown(session, required)) {
            X509Certificate certificate = Certificates.parse(each.getEncoded());
            certificate.checkValidity(now);
            chain.add(certificate);
        }
        return chain;
    }

    private static Certificate[] shown(SSLSession session, boolean required) throws SSLPeerUnverifiedException {
        try {
            return session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            if (required) {
                throw e;
            }
            return new Certificate[0];
        }
    }

    private void refuse(ChannelHandlerContext ctx, HandshakeFailure reason, String detail) {
        decided = true;
        listener.refused(ctx.channel(), reason, sni, detail);
        ctx.close();
    }

    private static HandshakeFailure reasonOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof OpenSslCertificateException) {
                return HandshakeFailure.CLIENT_CERTIFICATE_REFUSED;
            }
            if (each instanceof SslHandshakeTimeoutException) {
                return HandshakeFailure.TIMEOUT;
            }
            if (each instanceof IOException && !(each instanceof SSLException)) {
                return HandshakeFailure.CLOSED; // closed or reset by the client
            }
            String message = String.valueOf(each.getMessage());
            if (message.contains(NO_CERTIFICATE)) {
                return HandshakeFailure.CLIENT_CERTIFICATE_MISSING;
            }
            if (message.contains(WRONG_KEY_USAGE)) {
                return HandshakeFailure.CLIENT_CERTIFICATE_REFUSED;
            }
        }
        return HandshakeFailure.PROTOCOL;
    }

    /** The innermost message: the reason of the verifier, or what BoringSSL says. */
    private static String describe(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
