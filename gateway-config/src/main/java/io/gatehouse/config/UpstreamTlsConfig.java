// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Optional;

/**
 * How an https upstream is verified, and who the gateway is to it.
 *
 * @param verify whether chain and name are checked; true by default
 * @param caCerts CA certificates; empty, the default, means the system's trust store
 * @param sni normalised name to send and verify; "" derives it from the Host sent upstream
 * @param clientCredential inline identity of the gateway; excludes {@code clientCertId}
 * @param clientCertId id of an ssl object of type client; "" for none
 */
public record UpstreamTlsConfig(
        boolean verify,
        List<PemSource> caCerts,
        String sni,
        Optional<CredentialConfig> clientCredential,
        String clientCertId) {

    /** What holds when {@code tls} is left out. */
    public static final UpstreamTlsConfig DEFAULT = new UpstreamTlsConfig(true, List.of(), "", Optional.empty(), "");

    public UpstreamTlsConfig {
        Insist.that(
                clientCredential.isEmpty() || clientCertId.isEmpty(),
                "clientCertId: '%s' (expected: none beside clientCredential)",
                clientCertId);
        caCerts = List.copyOf(caCerts);
    }
}
