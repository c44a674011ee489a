// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.IOException;
import java.security.cert.Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Decides whether a finished handshake is good enough: the policy's client certificate must be there, and that of a resumed session
 * must satisfy the policy still, because BoringSSL does not look at it again. Then announces {@link TlsEstablished} and leaves its place
 * to {@link PromptAck}.
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
    private final TlsContextCache contexts;
    private final HandshakeListener listener;
    private boolean decided;

    HandshakeJudge(
            SslHandler ssl,
            LingeringClose linger,
            SslObject object,
            String sni,
            TlsContextCache contexts,
            HandshakeListener listener) {
        this.ssl = ssl;
        this.linger = linger;
        this.object = object;
        this.sni = sni;
        this.contexts = contexts;
        this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (!decided && completion.isSuccess()) {
            judge(ctx);
        } else if (!decided) {
            refuse(ctx, reasonOf(completion.cause()), TlsFault.ofClient(completion.cause()));
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
            refuse(ctx, reasonOf(cause), TlsFault.ofClient(cause));
        }
        ctx.close();
    }

    private void judge(ChannelHandlerContext ctx) {
        SSLSession session = ssl.engine().getSession();
        boolean resumed = SSL.isSessionReused(TlsHandlers.pointer(ssl));
        Admission admission = Admission.WITHOUT_CERTIFICATE;
        if (object.clientPolicy().isPresent()) {
            try {
                admission = admit(session, object.clientPolicy().get(), resumed);
            } catch (OpenSslCertificateException e) {
                refuse(ctx, HandshakeFailure.RESUMPTION_REFUSED, String.valueOf(e.getMessage()));
                return;
            }
        }
        if (admission.underStaleCrl()) {
            listener.acceptedUnderStaleCrl(ctx.channel(), sni);
        }
        decided = true;
        ctx.pipeline().remove(linger);
        TlsEstablished established = new TlsEstablished(
                sni,
                object,
                admission.standing(),
                admission.unverified(),
                session.getProtocol(),
                session.getCipherSuite(),
                resumed);
        listener.established(ctx.channel(), established);
        ctx.fireUserEventTriggered(established);
        ctx.pipeline().replace(this, null, new PromptAck());
    }

    /** Verified here where the handshake has not: BoringSSL verifies nothing when it resumes, and nothing if paths decide. */
    private Admission admit(SSLSession session, ClientPolicy policy, boolean resumed)
            throws OpenSslCertificateException {
        VerifiedPath verified = PeerTrust.takePath(session);
        ChainCheck check = resumed || verified == null ? contexts.knownChains().of(policy) : (chain, now) -> verified;
        return Admission.of(policy, shown(session), check, contexts.clock().instant());
    }

    private static Certificate[] shown(SSLSession session) {
        try {
            return session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
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
            if (each instanceof OpenSslCertificateException refusal) {
                return reasonOf(refusal);
            }
            if (each instanceof OutOfDirectMemoryError) {
                return HandshakeFailure.OUT_OF_MEMORY;
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

    static HandshakeFailure reasonOf(OpenSslCertificateException refusal) {
        int code = refusal.errorCode();
        if (code == CertificateVerifier.X509_V_ERR_CERT_REVOKED) {
            return HandshakeFailure.CLIENT_CERTIFICATE_REVOKED;
        }
        if (code == CertificateVerifier.X509_V_ERR_CRL_HAS_EXPIRED) {
            return HandshakeFailure.CRL_STALE;
        }
        return code == CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_CRL
                ? HandshakeFailure.CRL_MISSING
                : HandshakeFailure.CLIENT_CERTIFICATE_REFUSED;
    }
}
