// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ssl object: names, certificates and what is asked of clients. Objects with {@code status: 0} never become one.
 *
 * @param where the start of the object
 * @param id as configured, or {@code ssls[<index>]@<file>} when none is written
 * @param names what clients may ask for; empty for an object of type client
 * @param credentials {@code cert} with {@code key} first, then {@code certs} with {@code keys}; at least one
 * @param client present if clients are asked for a certificate
 * @param protocols the effective TLS versions: the object's own, or those of {@code tls.protocols}
 */
public record SslConfig(
        Location where,
        String id,
        Type type,
        List<HostPattern> names,
        List<CredentialConfig> credentials,
        Optional<ClientAuthConfig> client,
        Set<TlsVersion> protocols,
        String desc,
        Map<String, String> labels) {

    public SslConfig {
        Insist.that(!credentials.isEmpty(), "credentials: %s (expected: at least one)", credentials);
        Insist.that((type == Type.SERVER) != names.isEmpty(), "names: %s (expected: for type server only)", names);
        Insist.that(!protocols.isEmpty(), "protocols: %s (expected: at least one)", protocols);
        names = List.copyOf(names);
        credentials = List.copyOf(credentials);
        protocols = Set.copyOf(protocols);
        labels = Map.copyOf(labels);
    }

    /** What an ssl object is for: to be served by name, or to be shown to upstreams. */
    public enum Type {
        SERVER,
        CLIENT
    }
}
