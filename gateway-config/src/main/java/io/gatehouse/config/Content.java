// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Optional;

/** What an object says, without where it says it: two objects are the same configuration if their contents are equal. */
final class Content {
    private Content() {}

    static Object of(Record object) {
        if (object instanceof ListenerConfig listener) {
            return listener.protocol();
        }
        if (object instanceof SslConfig ssl) {
            return of(ssl);
        }
        if (object instanceof UpstreamConfig upstream) {
            return of(upstream);
        }
        if (object instanceof RouteConfig route) {
            return of(route);
        }
        throw new IllegalArgumentException("object: " + object.getClass() + " (expected: an item of a list)");
    }

    private static Object of(SslConfig ssl) {
        return List.of(
                ssl.id(),
                ssl.type(),
                ssl.names(),
                ssl.credentials().stream().map(Content::of).toList(),
                ssl.client().map(Content::of),
                List.of(ssl.protocols(), ssl.ocspStapling()),
                ssl.desc(),
                ssl.labels());
    }

    private static Object of(ClientAuthConfig client) {
        return List.of(
                client.ca().content(),
                client.depth(),
                client.mode(),
                client.crl().map(crl -> List.of(crl.source().content(), crl.onStale())),
                client.skip());
    }

    private static Object of(UpstreamConfig upstream) {
        return List.of(
                upstream.id(),
                upstream.nodes().stream().map(Content::of).toList(),
                upstream.scheme(),
                of(upstream.tls()),
                upstream.passHost(),
                upstream.upstreamHost(),
                List.of(upstream.retries(), upstream.retryTimeout()),
                upstream.timeouts(),
                upstream.keepalivePool());
    }

    private static Object of(RouteConfig route) {
        return List.of(
                route.id(),
                route.hosts(),
                route.uris(),
                route.methods(),
                List.of(route.remoteAddrs(), route.priority(), route.enableWebsocket(), route.maxBodyBytes()),
                route.upstreamId(),
                route.upstream().map(upstream -> of(upstream)),
                route.timeouts(),
                List.of(route.redirect(), route.clientAuth().map(RouteClientAuthConfig::allow)));
    }

    private static Object of(UpstreamTlsConfig tls) {
        Optional<Object> identity = tls.clientCredential().map(Content::of);
        return List.of(
                tls.verify(),
                tls.caCerts().stream().map(PemSource::content).toList(),
                tls.sni(),
                identity,
                tls.clientCertId());
    }

    private static Object of(NodeConfig node) {
        return List.of(node.host(), node.port(), node.weight(), node.priority());
    }

    private static Object of(CredentialConfig credential) {
        return List.of(credential.cert().content(), credential.key().content());
    }
}
