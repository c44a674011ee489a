// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the CA certificates that peers are verified against. */
final class Authorities {
    private Authorities() {}

    /** The CA certificates of a field; empty if there is a fault, which is reported. */
    static List<X509Certificate> read(PemSource source, PemFiles pem, CertificateLint lint, Problems problems) {
        List<X509Certificate> certificates = pem.certificates(source, problems);
        boolean sound = true;
        for (X509Certificate each : certificates) {
            if (!Certificates.isAuthority(each)) {
                sound = false;
                problems.error(
                        source.where(),
                        source.field(),
                        "certificate of '" + CredentialLoader.commonName(each) + "' is not a CA certificate",
                        PemFiles.name(source) + ": '" + Certificates.subject(each) + "' (serial "
                                + CredentialLoader.serial(each) + ") may not issue certificates",
                        "certificates with CA:TRUE in their basic constraints and, if they have a key usage, keyCertSign",
                        "name the certificate of the CA itself, not one that it issued");
            }
        }
        lint.authorities(source, certificates);
        return sound ? certificates : List.of();
    }
}
