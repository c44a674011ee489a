// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS handler of one connection from a native context, and says to BoringSSL itself what Netty says otherwise or not at
 * all. Any thread. The handler owns native memory, so it is to be added to a pipeline at once; its engine keeps the context.
 */
final class TlsHandlers {
    private TlsHandlers() {}

    /** For a connection to an upstream; {@code serverName} is a DNS name, or an IP literal, which is not sent. */
    static SslHandler client(
            ReferenceCountedOpenSslContext context, ByteBufAllocator alloc, String serverName, int port)
            throws SSLException {
        SslHandler handler = context.newHandler(alloc, serverName, port);
        refuseRenegotiation(handler);
        handler.setWrapDataSize(RecordSizes.LONG);
        if (!isAddress(serverName)) {
            // said here, because Netty sends no name of a single label and the JDK allows none with an underscore
            SSL.setTlsExtHostName(pointer(handler), serverName);
        }
        return handler;
    }

    /** For a connection from a client, which is shown the OCSP response if there is one. */
    static SslHandler server(
            ReferenceCountedOpenSslContext context, ByteBufAllocator alloc, TlsSpec spec, byte @Nullable [] ocsp) {
        SslHandler handler = context.newHandler(alloc);
        spec.clientPolicy().ifPresent(policy -> judgeWholeChains(handler, policy));
        if (!spec.tickets()) {
            // Netty turns tickets on for each engine that may speak TLS 1.3
            SSL.setOptions(pointer(handler), SSL.SSL_OP_NO_TICKET);
        }
        if (ocsp != null) {
            SSL.setOcspResponse(pointer(handler), ocsp);
        }
        return handler;
    }

    /**
     * Netty has the verifier see the first ten certificates of a chain: too few for the longest that a policy allows. Sessions keep
     * the whole chain, so one that is longer would be judged in another way when it is resumed.
     */
    private static void judgeWholeChains(SslHandler handler, ClientPolicy policy) {
        ((ReferenceCountedOpenSslEngine) handler.engine())
                .setVerify(
                        policy.isRequired() ? SSL.SSL_CVERIFY_REQUIRED : SSL.SSL_CVERIFY_OPTIONAL,
                        ChainVerifier.MAX_PRESENTED + 1); // one more, so that too many are noticed
    }

    /** BoringSSL's connection, while the handler is in a pipeline. */
    static long pointer(SslHandler handler) {
        return ((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer();
    }

    /** Netty lets upstreams renegotiate once, but who the two sides are must not change within a connection. */
    private static void refuseRenegotiation(SslHandler handler) throws SSLException {
        try {
            SSL.setRenegotiateMode(pointer(handler), SSL.SSL_RENEGOTIATE_NEVER);
        } catch (Exception e) {
            ReferenceCountUtil.release(handler.engine()); // it never gets into a pipeline
            throw new SSLException("renegotiation cannot be turned off", e);
        }
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }
}
