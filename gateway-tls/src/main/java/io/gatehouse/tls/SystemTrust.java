// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The CA certificates that this system trusts, as the JDK finds them. Read once, when first needed; any thread. */
final class SystemTrust {
    private @Nullable List<X509Certificate> anchors;

    synchronized List<X509Certificate> anchors() {
        List<X509Certificate> known = anchors;
        if (known == null) {
            known = read();
            anchors = known;
        }
        return known;
    }

    /** Whether they were read already. */
    synchronized boolean isRead() {
        return anchors != null;
    }

    private static List<X509Certificate> read() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager trust) {
                    return List.of(trust.getAcceptedIssuers());
                }
            }
            return List.of();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's trust store cannot be read", e);
        }
    }
}
