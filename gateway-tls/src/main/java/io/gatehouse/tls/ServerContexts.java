// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * Builds the native context of a {@link TlsSpec}: one credential, its client policy, ticket keys of its own. Early data,
 * compression and renegotiation stay off; they are off by default in Netty and BoringSSL.
 */
final class ServerContexts {
    /** The application protocol spoken here. */
    static final String ALPN = ApplicationProtocolNames.HTTP_1_1;

    /** Sessions kept for clients that resume by id because tickets are off; TLS 1.2 only, one or two KiB each. */
    private static final int CACHED_SESSIONS = 1024;

    private static final int SESSION_SECONDS = 3600;

    /**
     * Octets that each connection keeps for what BoringSSL sends while it reads: two session tickets and an alert behind them, which
     * would be lost without room. What is longer, as a handshake's own messages, waits in BoringSSL and goes into the buffer of the
     * next record without another copy.
     */
    static final int SENT_WHILE_READING = 640;

    /** The same where tickets hold the chain of a client. */
    private static final int SENT_WHILE_READING_WITH_CHAINS = 2048;

    /**
     * Most octets of a client's certificates together. A connection keeps all that it showed as long as it lasts, on the heap and in the
     * library, and where paths decide that is anything. BoringSSL by itself takes 100 KiB. Also the longest message of a handshake.
     */
    private static final int MOST_CERTIFICATE_BYTES = 32 * 1024;

    private static final ApplicationProtocolConfig HTTP_1_1 = new ApplicationProtocolConfig(
            Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, List.of(ALPN));

    private final KnownChains chains;
    private final Clock clock;

    ServerContexts(KnownChains chains, Clock clock) {
        this.chains = chains;
        this.clock = clock;
    }

    /** Builds the context; the caller releases it. */
    ReferenceCountedOpenSslContext build(TlsSpec spec) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(new SingleKeyManager(spec.credential()));
        Optional<ClientPolicy> policy = spec.clientPolicy();
        builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(labels(spec.protocols()))
                .ciphers(CipherSuite.contextNames(spec.suites()))
                .applicationProtocolConfig(HTTP_1_1)
                .trustManager(trust(policy))
                .clientAuth(policy.map(ServerContexts::clientAuth).orElse(ClientAuth.NONE))
                .option(OpenSslContextOption.GROUPS, groups(spec.groups()))
                .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MOST_CERTIFICATE_BYTES);
        ReferenceCountedOpenSslContext context = (ReferenceCountedOpenSslContext) builder.build();
        context.setBioNonApplicationBufferSize(
                policy.isPresent() ? SENT_WHILE_READING_WITH_CHAINS : SENT_WHILE_READING);
        configureSessions((OpenSslServerSessionContext) context.sessionContext(), spec);
        return context;
    }

    /**
     * With tickets nothing is kept here; their keys are set whenever they change ({@link TicketSecrets}). Without, TLS 1.2 clients may
     * resume by session id and TLS 1.3 clients not at all: BoringSSL has only stateless tickets there.
     */
    private static void configureSessions(OpenSslServerSessionContext sessions, TlsSpec spec) {
        sessions.setSessionIdContext(spec.fingerprint());
        sessions.setSessionTimeout(SESSION_SECONDS);
        if (spec.tickets()) {
            sessions.setSessionCacheEnabled(false);
        } else {
            sessions.setSessionCacheSize(CACHED_SESSIONS);
        }
    }

    /** A certificate that does not verify ends the handshake in both cases. */
    private static ClientAuth clientAuth(ClientPolicy policy) {
        return policy.isRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }

    private X509TrustManager trust(Optional<ClientPolicy> policy) {
        return policy.map(each -> PeerTrust.ofClients(each, chains, clock)).orElseGet(() -> PeerTrust.ofNobody(clock));
    }

    static String[] labels(Set<TlsVersion> protocols) {
        return protocols.stream().map(TlsVersion::label).toArray(String[]::new);
    }

    static String[] groups(List<NamedGroup> groups) {
        return groups.stream().map(NamedGroup::label).toArray(String[]::new);
    }
}
