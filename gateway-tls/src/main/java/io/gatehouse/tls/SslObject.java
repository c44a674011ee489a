// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One loaded ssl object of type server: its names, certificates and what it asks of clients. Immutable. */
public final class SslObject {
    private final String id;
    private final List<HostPattern> names;
    private final List<Credential> credentials;
    private final Optional<ClientPolicy> clientPolicy;
    private final Set<TlsVersion> protocols;
    private final TlsSettings settings;
    private final List<TlsSpec> specs;

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
        List<TlsSpec> each = new ArrayList<>(credentials.size());
        for (Credential credential : credentials) {
            each.add(new TlsSpec(id, credential, clientPolicy, this.protocols, settings));
        }
        this.specs = List.copyOf(each);
    }

    /** The same object under another client policy. */
    SslObject with(ClientPolicy policy) {
        return new SslObject(id, names, credentials, Optional.of(policy), protocols, settings);
    }

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

    /** Present if clients must show a certificate. */
    public Optional<ClientPolicy> clientPolicy() {
        return clientPolicy;
    }

    public Set<TlsVersion> protocols() {
        return protocols;
    }

    /** Whether handshakes and sessions of the two are the same: no context has to be made anew. */
    public boolean servesAs(SslObject that) {
        return this == that || specs.equals(that.specs);
    }

    /** One per credential, in the same order. */
    List<TlsSpec> specs() {
        return specs;
    }

    /** What the handshake with this client is to use. */
    TlsSpec specFor(ClientHello hello) {
        return specs.get(CredentialChoice.choose(hello, credentials, protocols, settings.suites()));
    }

    @Override
    public String toString() {
        return "SslObject[" + id + ", " + names + "]";
    }
}
