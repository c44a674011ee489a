// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig;
import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.tls.CertificateUse.Role;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every certificate and revocation list that a configuration names, as far as it can be read: what is faulty is left out, because
 * {@link TlsLoader} tells of it. For lint and listings; it holds everything parsed, so it is not to be kept.
 *
 * @param uses in the order of the configuration; CAs of one file once for clients and once for upstreams
 * @param lists once for each file
 */
public record Inventory(GatewayConfig config, List<CertificateUse> uses, List<ListUse> lists) {
    public Inventory {
        uses = List.copyOf(uses);
        lists = List.copyOf(lists);
    }

    /** Reads each file once. */
    public static Inventory of(GatewayConfig config, FileSource files, Clock clock) {
        try (PemFiles pem = new PemFiles(files)) {
            return new Gathering(config, pem, new CrlLoader(new CrlFiles(files), clock)).run();
        }
    }

    /** A revocation list where the configuration names it. */
    record ListUse(PemSource source, RevocationList list) {}

    /** What was found so far. */
    private static final class Gathering {
        private final GatewayConfig config;
        private final PemFiles pem;
        private final CrlLoader crls;
        private final Problems told = new Problems();
        private final Map<Object, Gathered> uses = new LinkedHashMap<>();
        private final Map<Object, List<ListUse>> lists = new LinkedHashMap<>();
        private final Map<String, List<String>> users = new HashMap<>(); // of identities, by id

        Gathering(GatewayConfig config, PemFiles pem, CrlLoader crls) {
            this.config = config;
            this.pem = pem;
            this.crls = crls;
        }

        Inventory run() {
            List<UpstreamConfig> upstreams = config.allUpstreams();
            for (UpstreamConfig each : upstreams) {
                users.computeIfAbsent(each.tls().clientCertId(), unused -> new ArrayList<>())
                        .add(owner(each));
            }
            config.ssls().forEach(this::ssl);
            upstreams.stream()
                    .filter(each -> each.scheme() == UpstreamConfig.Scheme.HTTPS)
                    .forEach(this::upstream);
            return new Inventory(
                    config,
                    uses.values().stream().map(Gathered::use).toList(),
                    lists.values().stream().flatMap(List::stream).toList());
        }

        private void ssl(SslConfig object) {
            List<String> owners = new ArrayList<>(List.of("ssls/" + object.id()));
            boolean server = object.type() == SslConfig.Type.SERVER;
            if (!server) {
                owners.addAll(users.getOrDefault(object.id(), List.of()));
            }
            for (CredentialConfig each : object.credentials()) {
                add(new Object(), server ? Role.SERVER : Role.IDENTITY, owners, each.cert(), Optional.of(object));
            }
            object.client().ifPresent(client -> client(owners, client));
        }

        private void client(List<String> owners, ClientAuthConfig client) {
            authorities(Role.CLIENT_CA, owners, client.ca());
            client.crl().ifPresent(crl -> lists.computeIfAbsent(crl.source().content(), unused -> read(crl, client)));
        }

        private List<ListUse> read(CrlConfig crl, ClientAuthConfig client) {
            List<X509Certificate> anchors = pem.certificates(client.ca(), told);
            return crls.load(crl, anchors, told).map(Revocations::lists).orElse(List.of()).stream()
                    .map(list -> new ListUse(crl.source(), list))
                    .toList();
        }

        private void upstream(UpstreamConfig upstream) {
            List<String> owners = List.of(owner(upstream));
            upstream.tls().caCerts().forEach(each -> authorities(Role.UPSTREAM_CA, owners, each));
            upstream.tls()
                    .clientCredential()
                    .ifPresent(own -> add(new Object(), Role.IDENTITY, owners, own.cert(), Optional.empty()));
        }

        private void authorities(Role role, List<String> owners, PemSource source) {
            add(List.of(role, source.content()), role, owners, source, Optional.empty());
        }

        private void add(Object key, Role role, List<String> owners, PemSource source, Optional<SslConfig> object) {
            Gathered known = uses.get(key);
            if (known != null) {
                known.owners.addAll(owners);
                return;
            }
            List<X509Certificate> certificates = pem.certificates(source, told);
            if (!certificates.isEmpty()) {
                uses.put(key, new Gathered(role, new ArrayList<>(owners), source, object, certificates));
            }
        }

        private static String owner(UpstreamConfig upstream) {
            return "upstreams/" + upstream.id();
        }
    }

    private record Gathered(
            Role role,
            List<String> owners,
            PemSource source,
            Optional<SslConfig> object,
            List<X509Certificate> certificates) {
        CertificateUse use() {
            return new CertificateUse(role, owners, source, object, certificates);
        }
    }
}
