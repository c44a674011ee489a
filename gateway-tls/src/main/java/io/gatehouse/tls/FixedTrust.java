// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Hands one trust manager to a native context; without it Netty would load the JDK's trust store for each. */
final class FixedTrust extends SimpleTrustManagerFactory {
    private final X509TrustManager manager;

    private FixedTrust(X509TrustManager manager) {
        this.manager = manager;
    }

    static TrustManagerFactory factory(X509TrustManager manager) {
        return new FixedTrust(manager);
    }

    @Override
    protected void engineInit(KeyStore keyStore) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        return new TrustManager[] {manager};
    }
}
