// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate must be meant for (RFC 5280, sections 4.2.1.3 and 4.2.1.12). */
enum Purpose {
    CLIENT("1.3.6.1.5.5.7.3.2", "clientAuth"),
    SERVER("1.3.6.1.5.5.7.3.1", "serverAuth");

    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String ANY = "2.5.29.37.0";

    private final String oid;
    private final String label;

    Purpose(String oid, String label) {
        this.oid = oid;
        this.label = label;
    }

    /** Whether the extended key usage, if there is one, allows this purpose. The JDK tells none of one that it cannot read. */
    boolean allowedBy(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null
                    ? certificate.getExtensionValue(EXTENDED_KEY_USAGE) == null
                    : usages.contains(oid) || usages.contains(ANY);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Whether the key usage, if there is one, lets the key sign a handshake (or, for servers, decrypt one). */
    boolean keyMaySpeak(X509Certificate certificate) {
        return Certificates.maySign(certificate)
                || (this == SERVER && certificate.getKeyUsage()[2]);
    }

    /** By the name in RFC 5280. */
    @Override
    public String toString() {
        return label;
    }
}
