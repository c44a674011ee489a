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

    /** Reads {@code upstreams[].tls}. */
    static UpstreamTlsConfig read(Fields tls, References references) {
        boolean verify = readVerify(tls);
        List<PemSource> caCerts = PemFields.readList(tls, "ca_certs");
        Text sniText = tls.text("sni");
        String sni = sniText == null || sniText.value().isEmpty() ? null : sniText.asHostName();
        CredentialConfig credential = CredentialConfig.read(tls, "client_cert", "client_key");
        Text certId = tls.text("client_cert_id");
        String id = certId == null || certId.value().isEmpty() ? null : certId.asId();
        if (tls.isList("ca_certs") && tls.count("ca_certs") == 0) {
            tls.refuse(
                    "ca_certs",
                    "the list is empty",
                    "",
                    "at least one CA certificate",
                    "to trust the system's CAs remove the key");
        }
        if (certId != null && id != null) {
            if (tls.has("client_cert") || tls.has("client_key")) {
                certId.refuse(
                        "stands beside 'client_cert' and 'client_key'", "one identity", "remove the pair, or the id");
                credential = null;
            }
            references.toClientSsl(id, certId);
        }
        return new UpstreamTlsConfig(
                verify, caCerts, sni == null ? "" : sni, Optional.ofNullable(credential), id == null ? "" : id);
    }

    private static boolean readVerify(Fields tls) {
        Text text = tls.text("verify");
        boolean verify = text == null || text.asFlag(true);
        if (text != null && !verify) {
            text.warn(
                    LintRule.UPSTREAM_UNVERIFIED,
                    "the upstream's certificate is not verified",
                    "true",
                    "anyone on the way can read and change the traffic; name the CA in 'ca_certs' instead");
        }
        return verify;
    }
}
