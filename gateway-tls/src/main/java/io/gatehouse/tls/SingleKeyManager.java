// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers one credential to a native context. Handed over this way it costs microseconds; the usual way, through an encrypted key
 * store in memory, costs milliseconds a context.
 *
 * <p>The native key material is made once per context and kept with it, as Netty does for the same chain and key. Its caching factory
 * would keep it a second time, and loses a reference when two loops begin the first handshakes at once (4.2.18).
 */
final class SingleKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "credential";
    private static final X509Certificate[] NONE = new X509Certificate[0];

    private final X509Certificate[] chain;
    private final PrivateKey key;
    private final String keyType;

    SingleKeyManager(Credential credential) {
        this.chain = credential.chain().toArray(NONE);
        this.key = credential.key();
        this.keyType = credential.kind().jdkName();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        return type.equals(keyType) ? ALIAS : null;
    }

    /** Whatever the upstream asks for: it gets the one identity that is configured, and may refuse it. */
    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain; // Netty compares the elements by identity to keep the native form; it does not change them
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return type.equals(keyType) ? ALIAS : null;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return ALIAS;
    }
}
