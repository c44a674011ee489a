// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that decides a native context for one certificate of one ssl object. Two specs are equal only if handshakes, and
 * sessions resumed later, may be treated alike: that is why the id of the object and the client policy are part of it. Immutable.
 */
public final class TlsSpec implements ContextSpec {
    private final String ssl; // id
    private final Credential credential;
    private final Optional<ClientPolicy> clientPolicy;
    private final Set<TlsVersion> protocols;
    private final List<CipherSuite> suites;
    private final List<NamedGroup> groups;
    private final boolean tickets;
    private final int hash;

    TlsSpec(
            String ssl,
            Credential credential,
            Optional<ClientPolicy> clientPolicy,
            Set<TlsVersion> protocols,
            TlsSettings settings) {
        this.ssl = ssl;
        this.credential = credential;
        this.clientPolicy = clientPolicy;
        this.protocols = protocols;
        this.suites = settings.suites();
        this.groups = settings.groups();
        this.tickets = settings.sessionTickets();
        this.hash = ssl.hashCode() * 31 + credential.hashCode();
    }

    /** Id of the ssl object. */
    String ssl() {
        return ssl;
    }

    Credential credential() {
        return credential;
    }

    Optional<ClientPolicy> clientPolicy() {
        return clientPolicy;
    }

    Set<TlsVersion> protocols() {
        return protocols;
    }

    List<CipherSuite> suites() {
        return suites;
    }

    List<NamedGroup> groups() {
        return groups;
    }

    boolean tickets() {
        return tickets;
    }

    /**
     * SHA-256 over all of it: specs that differ in anything that decides a handshake have others, in every process of a fleet.
     *
     * <p>It is the session id context, under which BoringSSL refuses sessions that were made under another one (RFC 8446, section
     * 4.2.11 leaves that to the server), and what ticket keys are derived from. So a session never crosses from one object, policy or
     * certificate to another.
     */
    byte[] fingerprint() {
        String policy = clientPolicy.map(ClientPolicy::fingerprint).orElse("");
        Sha256 all = new Sha256().add(ssl).add(policy).add(credential.fingerprint());
        all.add(protocols.stream().sorted().map(TlsVersion::label).collect(Collectors.joining(",")));
        all.add(suites.stream().map(CipherSuite::openSslName).collect(Collectors.joining(",")));
        all.add(groups.stream().map(NamedGroup::label).collect(Collectors.joining(",")));
        return all.bytes();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof TlsSpec that
                        && hash == that.hash
                        && ssl.equals(that.ssl)
                        && tickets == that.tickets
                        && protocols.equals(that.protocols)
                        && suites.equals(that.suites)
                        && groups.equals(that.groups)
                        && credential.equals(that.credential)
                        && clientPolicy.equals(that.clientPolicy));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "TlsSpec[" + ssl + ", " + credential + "]";
    }
}
