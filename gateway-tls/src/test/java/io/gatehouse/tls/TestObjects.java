// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.PathRegexes;
import io.gatehouse.config.TlsConfig;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes ssl objects without going through files. */
final class TestObjects {
    private final String id;
    private final List<HostPattern> names = new ArrayList<>();
    private final List<Credential> credentials = new ArrayList<>();
    private Optional<ClientPolicy> policy = Optional.empty();
    private Set<TlsVersion> protocols = TlsConfig.DEFAULT.protocols();
    private List<CipherSuite> suites = CipherSuite.DEFAULT;
    private List<NamedGroup> groups = TlsSettings.UPSTREAM.groups();
    private boolean tickets = true;

    private TestObjects(String id) {
        this.id = id;
    }

    static TestObjects object(String id, String... names) {
        TestObjects object = new TestObjects(id);
        for (String each : names) {
            object.names.add(HostPattern.parse(each).orElseThrow());
        }
        return object;
    }

    TestObjects with(TestIdentity identity) {
        credentials.add(credential(identity));
        return this;
    }

    TestObjects clients(int depth, TestCa... authorities) {
        policy = Optional.of(policy(depth, authorities));
        return this;
    }

    /** Clients may show a certificate. */
    TestObjects optionalClients(int depth, TestCa... authorities) {
        policy = Optional.of(policy(depth, Mode.OPTIONAL, PathRegexes.NONE, authorities));
        return this;
    }

    /** Clients need a certificate but for paths that one of these expressions is found in. */
    TestObjects clientsBut(Collection<String> expressions, int depth, TestCa... authorities) {
        policy = Optional.of(policy(depth, Mode.REQUIRED, Expressions.of(expressions), authorities));
        return this;
    }

    /** Clients are looked up in these lists. */
    TestObjects revoking(boolean allowStale, TestCrl... lists) throws CRLException {
        return revokingDer(allowStale, Stream.of(lists).map(TestCrl::der).toArray(byte[][]::new));
    }

    /** The same, to the octet: ECDSA signs differently each time. */
    TestObjects revokingDer(boolean allowStale, byte[]... lists) throws CRLException {
        ClientPolicy terms = policy.orElseThrow();
        List<RevocationList> checked = new ArrayList<>();
        for (byte[] der : lists) {
            X509CRL crl = CrlRules.parse(der);
            X509Certificate signer = CrlRules.signer(crl, terms.anchors());
            checked.add(RevocationList.of(crl, Authority.of(Objects.requireNonNull(signer)), Sha256.plain(der)));
        }
        policy = Optional.of(terms.with(new Revocations(checked, terms.anchors(), allowStale)));
        return this;
    }

    TestObjects protocols(TlsVersion... versions) {
        protocols = Set.of(versions);
        return this;
    }

    TestObjects suites(CipherSuite... only) {
        suites = List.of(only);
        return this;
    }

    TestObjects groups(NamedGroup... only) {
        groups = List.of(only);
        return this;
    }

    TestObjects withoutTickets() {
        tickets = false;
        return this;
    }

    SslObject build() {
        return new SslObject(id, names, credentials, policy, protocols, new TlsSettings(suites, groups, tickets));
    }

    static SslIndex index(SslObject... objects) {
        return new SslIndex(List.of(objects), List.of(), "", "");
    }

    static Credential credential(TestIdentity identity) {
        KeyKind kind = identity.key().getAlgorithm().equals("RSA") ? KeyKind.RSA : KeyKind.ECDSA;
        return new Credential(identity.chain(), identity.key(), kind);
    }

    static ClientPolicy policy(int depth, TestCa... authorities) {
        return policy(depth, Mode.REQUIRED, PathRegexes.NONE, authorities);
    }

    private static ClientPolicy policy(int depth, Mode mode, PathRegexes skip, TestCa... authorities) {
        return new ClientPolicy(
                List.of(authorities).stream().map(TestCa::certificate).toList(), depth, mode, skip, Optional.empty());
    }
}
