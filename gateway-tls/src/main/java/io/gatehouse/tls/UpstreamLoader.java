// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.config.UpstreamTlsConfig;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads what upstreams of scheme https need. Loading thread, one instance a load. */
final class UpstreamLoader {
    private final PemFiles pem;
    private final CredentialLoader credentials;
    private final CertificateLint lint;
    private final Map<String, Credential> identities;

    /** {@code identities}: the loaded ssl objects of type client, by id. */
    UpstreamLoader(
            PemFiles pem, CredentialLoader credentials, CertificateLint lint, Map<String, Credential> identities) {
        this.pem = pem;
        this.credentials = credentials;
        this.lint = lint;
        this.identities = identities;
    }

    /** By upstream id; what has a fault is reported and left out. */
    Map<String, UpstreamTls> load(GatewayConfig config, Problems problems) {
        Map<String, UpstreamTls> loaded = new HashMap<>();
        config.allUpstreams().forEach(each -> load(each, loaded, problems));
        return loaded;
    }

    private void load(UpstreamConfig upstream, Map<String, UpstreamTls> loaded, Problems problems) {
        if (upstream.scheme() == UpstreamConfig.Scheme.HTTPS) {
            loaded.put(upstream.id(), read(upstream.tls(), problems));
        }
    }

    private UpstreamTls read(UpstreamTlsConfig tls, Problems problems) {
        List<X509Certificate> anchors = new ArrayList<>();
        for (PemSource each : tls.caCerts()) {
            anchors.addAll(Authorities.read(each, pem, lint, problems));
        }
        return new UpstreamTls(tls.verify(), anchors, tls.sni(), identity(tls, problems));
    }

    private Optional<Credential> identity(UpstreamTlsConfig tls, Problems problems) {
        if (!tls.clientCertId().isEmpty()) {
            return Optional.ofNullable(identities.get(tls.clientCertId()));
        }
        return tls.clientCredential().flatMap(config -> {
            Optional<Credential> identity = credentials.load(config, problems);
            identity.ifPresent(own -> lint.identity(config.cert(), own));
            return identity;
        });
    }
}
