// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ssl object of the cross test, as an operator would describe it: the object is built from it, and the model judges by it.
 *
 * @param id as in the configuration
 * @param name as in the configuration
 * @param sni what a client says to reach it; null for nothing, which the object with the id {@code default} answers
 * @param certificates which of the {@link CrossKeys}
 * @param authorities which CAs may have issued the certificates of clients
 * @param depth most intermediates between those and a certificate
 * @param mode null if clients are asked for nothing
 * @param tickets whether sessions are kept in tickets
 */
record CrossSpec(
        String id,
        String name,
        @Nullable String sni,
        Set<String> certificates,
        Set<String> authorities,
        int depth,
        @Nullable Mode mode,
        boolean tickets) {

    /** Asks clients for nothing. */
    static CrossSpec open(String id, String... certificates) {
        String name = id + ".test";
        return new CrossSpec(id, name, name, Set.of(certificates), Set.of(), 0, null, true);
    }

    static CrossSpec requiring(String id, int depth, String... authorities) {
        return open(id, "ec").trusting(authorities).asking(Mode.REQUIRED, depth);
    }

    static CrossSpec optional(String id, int depth, String... authorities) {
        return open(id, "ec").trusting(authorities).asking(Mode.OPTIONAL, depth);
    }

    CrossSpec trusting(String... cas) {
        return new CrossSpec(id, name, sni, certificates, Set.of(cas), depth, mode, tickets);
    }

    CrossSpec asking(@Nullable Mode newMode, int maxDepth) {
        return new CrossSpec(id, name, sni, certificates, authorities, maxDepth, newMode, tickets);
    }

    CrossSpec withCertificates(Set<String> others) {
        return new CrossSpec(id, name, sni, others, authorities, depth, mode, tickets);
    }

    CrossSpec withTickets(boolean on) {
        return new CrossSpec(id, name, sni, certificates, authorities, depth, mode, on);
    }

    /** Reached without a server name. */
    CrossSpec withoutSni() {
        return new CrossSpec(id, name, null, certificates, authorities, depth, mode, tickets);
    }

    /** Reached by a name below this one. */
    CrossSpec wildcard(String parent) {
        return new CrossSpec(id, "*." + parent, "some." + parent, certificates, authorities, depth, mode, tickets);
    }

    boolean isOpen() {
        return mode == null;
    }

    /** Whether TLS 1.3 has something to resume: not without tickets. */
    boolean keepsSessions(TlsVersion version) {
        return tickets || version == TlsVersion.TLS_1_2;
    }

    /** Whether this client passes a full handshake here. */
    boolean admits(CrossClient client) {
        if (isOpen()) {
            return true;
        }
        String issuer = client.issuer();
        return issuer == null ? mode == Mode.OPTIONAL : authorities.contains(issuer) && client.intermediates() <= depth;
    }

    /** Whom a full handshake with an admitted client proves. */
    Optional<CrossClient> proves(CrossClient client) {
        return isOpen() || client.issuer() == null ? Optional.empty() : Optional.of(client);
    }

    /** A new object of this description. */
    SslObject build() {
        TestObjects object = TestObjects.object(id, name);
        certificates.stream().sorted().map(CrossKeys::server).forEach(object::with);
        TestCa[] cas = authorities.stream().sorted().map(CrossKeys::authority).toArray(TestCa[]::new);
        if (mode == Mode.REQUIRED) {
            object.clients(depth, cas);
        } else if (mode == Mode.OPTIONAL) {
            object.optionalClients(depth, cas);
        }
        return tickets ? object.build() : object.withoutTickets().build();
    }
}
