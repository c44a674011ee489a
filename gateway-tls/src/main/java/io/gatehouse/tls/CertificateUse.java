// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.PemSource;
import io.gatehouse.config.SslConfig;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Certificates where the configuration names them: a chain, or a file of CAs. For lint and listings, which do not live long.
 *
 * @param owners what names them, such as {@code ssls/shop} or {@code upstreams/orders}; at least one
 * @param source the first field that does
 * @param object the ssl object, if the certificates are its own
 * @param certificates as they stand in the file; a chain is leaf first; at least one
 */
public record CertificateUse(
        Role role,
        List<String> owners,
        PemSource source,
        Optional<SslConfig> object,
        List<X509Certificate> certificates) {
    public CertificateUse {
        owners = List.copyOf(owners);
        certificates = List.copyOf(certificates);
    }

    X509Certificate leaf() {
        return certificates.get(0);
    }

    /** How messages name the text that they stand in. */
    String file() {
        return PemFiles.name(source);
    }

    /** What certificates are there for. */
    public enum Role {
        /** Served to clients. */
        SERVER("server", true),
        /** Shown to upstreams. */
        IDENTITY("upstream identity", true),
        /** Clients are verified against them. */
        CLIENT_CA("client CA", false),
        /** An upstream is verified against them. */
        UPSTREAM_CA("upstream CA", false);

        private final String label;
        private final boolean chain;

        Role(String label, boolean chain) {
            this.label = label;
            this.chain = chain;
        }

        public String label() {
            return label;
        }

        /** Whether they are one chain, whose first certificate has a key here; else each stands for itself. */
        public boolean isChain() {
            return chain;
        }
    }
}
