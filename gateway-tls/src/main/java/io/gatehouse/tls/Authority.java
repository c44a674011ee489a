// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** Who issued: a name with a key. A CA that renews its certificate and keeps its key stays the same; one of the same name does not. */
record Authority(X500Principal name, PublicKey key) {
    static Authority of(X509Certificate certificate) {
        return new Authority(certificate.getSubjectX500Principal(), certificate.getPublicKey());
    }

    /** Whether a certificate bears its name and signature. */
    boolean issued(X509Certificate certificate) {
        if (!name.equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
