// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import java.security.cert.CRLException;
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
 * @param skips expressions for the paths that need no certificate; if there are any, the handshake refuses nobody
 * @param revoked whom the list of CA A revokes; null if there is no list
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
        Set<String> skips,
        @Nullable Set<CrossClient> revoked,
        boolean tickets) {

    /** Asks clients for nothing. */
    static CrossSpec open(String id, String... certificates) {
        String name = id + ".test";
        return new CrossSpec(id, name, name, Set.of(certificates), Set.of(), 0, null, Set.of(), null, true);
    }

    static CrossSpec requiring(String id, int depth, String... authorities) {
        return open(id, "ec").trusting(authorities).asking(Mode.REQUIRED, depth);
    }

    static CrossSpec optional(String id, int depth, String... authorities) {
        return open(id, "ec").trusting(authorities).asking(Mode.OPTIONAL, depth);
    }

    /** Asks for a certificate where paths want one. */
    static CrossSpec byPath(String id, String skipped, String authority) {
        return requiring(id, 1, authority).skipping(Set.of(skipped));
    }

    CrossSpec skipping(Set<String> expressions) {
        return new CrossSpec(id, name, sni, certificates, authorities, depth, mode, expressions, revoked, tickets);
    }

    CrossSpec trusting(String... cas) {
        return new CrossSpec(id, name, sni, certificates, Set.of(cas), depth, mode, skips, revoked, tickets);
    }

    CrossSpec asking(@Nullable Mode newMode, int maxDepth) {
        return new CrossSpec(id, name, sni, certificates, authorities, maxDepth, newMode, skips, revoked, tickets);
    }

    CrossSpec revoking(Set<CrossClient> clients) {
        return new CrossSpec(id, name, sni, certificates, authorities, depth, mode, skips, clients, tickets);
    }

    CrossSpec withCertificates(Set<String> others) {
        return new CrossSpec(id, name, sni, others, authorities, depth, mode, skips, revoked, tickets);
    }

    CrossSpec withTickets(boolean on) {
        return new CrossSpec(id, name, sni, certificates, authorities, depth, mode, skips, revoked, on);
    }

    /** Reached without a server name. */
    CrossSpec withoutSni() {
        return new CrossSpec(id, name, null, certificates, authorities, depth, mode, skips, revoked, tickets);
    }

    /** Reached by a name below this one. */
    CrossSpec wildcard(String parent) {
        return new CrossSpec(
                id, "*." + parent, "some." + parent, certificates, authorities, depth, mode, skips, revoked, tickets);
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
        return refusal(client).isEmpty();
    }

    /** Why this client does not pass a full handshake here. */
    Optional<HandshakeFailure> refusal(CrossClient client) {
        return skips.isEmpty() ? fault(client) : Optional.empty();
    }

    private Optional<HandshakeFailure> fault(CrossClient client) {
        String issuer = client.issuer();
        if (isOpen() || (issuer == null && mode == Mode.OPTIONAL)) {
            return Optional.empty();
        }
        if (issuer == null) {
            return Optional.of(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        }
        if (!authorities.contains(issuer) || client.intermediates() > depth) {
            return Optional.of(HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
        }
        if (revoked != null && client.intermediates() > 0) {
            return Optional.of(HandshakeFailure.CRL_MISSING); // the CA between has no list
        }
        return revoked != null && revoked.contains(client)
                ? Optional.of(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED)
                : Optional.empty();
    }

    /** Whom a full handshake with an admitted client proves. */
    Optional<CrossClient> proves(CrossClient client) {
        return isOpen() || client.issuer() == null || fault(client).isPresent()
                ? Optional.empty()
                : Optional.of(client);
    }

    /** A new object of this description. */
    SslObject build() throws CRLException {
        TestObjects object = TestObjects.object(id, name);
        certificates.stream().sorted().map(CrossKeys::server).forEach(object::with);
        TestCa[] cas = authorities.stream().sorted().map(CrossKeys::authority).toArray(TestCa[]::new);
        if (mode == Mode.REQUIRED) {
            object.clientsBut(skips, depth, cas);
        } else if (mode == Mode.OPTIONAL) {
            object.optionalClients(depth, cas);
        }
        if (revoked != null) {
            object.revokingDer(false, CrossKeys.revoking(revoked));
        }
        return tickets ? object.build() : object.withoutTickets().build();
    }
}
