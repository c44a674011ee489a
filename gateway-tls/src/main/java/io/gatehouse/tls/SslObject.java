// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One loaded ssl object of type server: its names, certificates and what it asks of clients. Immutable; equal if all of it is. */
public final class SslObject {
    private final String id;
    private final List<HostPattern> names;
    private final List<Credential> credentials;
    private final Optional<ClientPolicy> clientPolicy;
    private final Set<TlsVersion> protocols;
    private final TlsSettings settings;

    SslObject(
            String id,
            List<HostPattern> names,
            List<Credential> credentials,
            Optional<ClientPolicy> clientPolicy,
            Set<TlsVersion> protocols,
            TlsSettings settings) {
        this.id = id;
        this.names = List.copyOf(names);
        this.credentials = List.copyOf(credentials);
        this.clientPolicy = clientPolicy;
        this.protocols = Set.copyOf(protocols);
        this.settings = settings;
    }

    /** The same object under another client policy. */
    SslObject with(ClientPolicy policy) {
        return new SslObject(id, names, credentials, Optional.of(policy), protocols, settings);
    }

    /** What it is known by over reloads: its id, or what stands for it. Two objects of one index never have the same. */
    public String id() {
        return id;
    }

    public List<HostPattern> names() {
        return names;
    }

    /** In the order of the configuration; at least one. */
    public List<Credential> credentials() {
        return credentials;
    }

    /** Present if clients are asked for a certificate. */
    public Optional<ClientPolicy> clientPolicy() {
        return clientPolicy;
    }

    public Set<TlsVersion> protocols() {
        return protocols;
    }

    /** The suites of TLS 1.2 that are accepted with a key of this kind. */
    public List<String> suites(KeyKind kind) {
        return settings.suites().stream()
                .filter(each -> each.keyKind() == kind)
                .map(CipherSuite::openSslName)
                .toList();
    }

    /** The key exchange groups that are accepted. */
    public List<String> groups() {
        return settings.groups().stream().map(NamedGroup::label).toList();
    }

    /** Whether it has the same id and names. */
    boolean isNamedAs(SslObject that) {
        return id.equals(that.id) && names.equals(that.names);
    }

    /** Whether handshakes and sessions of the two are the same: no context has to be made anew. */
    public boolean servesAs(SslObject that) {
        return equals(that) || specs().equals(that.specs());
    }

    /** Whether clients are asked for certificates on the same terms: connections under the one may go on under the other. */
    public boolean asksAs(SslObject that) {
        return clientPolicy
                .map(policy -> that.clientPolicy.filter(policy::sameTerms).isPresent())
                .orElseGet(that.clientPolicy::isEmpty);
    }

    /** One per credential, in the same order. */
    List<TlsSpec> specs() {
        return credentials.stream().map(this::spec).toList();
    }

    /** What the handshake with this client is to use. */
    TlsSpec specFor(ClientHello hello) {
        return spec(credentials.get(CredentialChoice.choose(hello, credentials, protocols, settings.suites())));
    }

    private TlsSpec spec(Credential credential) {
        return new TlsSpec(id, credential, clientPolicy, protocols, settings);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof SslObject that
                        && id.equals(that.id)
                        && names.equals(that.names)
                        && credentials.equals(that.credentials)
                        && clientPolicy.equals(that.clientPolicy)
                        && protocols.equals(that.protocols)
                        && settings.equals(that.settings));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "SslObject[" + id + ", " + names + "]";
    }
}
