// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.OnInvalidObject;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.UpstreamTlsConfig;
import io.gatehouse.tls.SslIndex.Reason;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TestPem;
import io.netty.handler.ssl.OpenSsl;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsLoaderTest {
    private static final TestCa CA = TestCa.create("loader");
    private static final TestIdentity SHOP = CA.server("shop.example.com");

    private final TestConfig config = new TestConfig();

    @Test
    void loadsObjectsWithTheirPolicies() {
        config.file("ca.crt", CA.pem()).file("mutual.crt", SHOP.chainPem()).file("mutual.key", SHOP.keyPem());
        config.ssl("mutual", SslConfig.Type.SERVER, List.of("shop.example.com"), config.client("ca.crt", 3));
        SslObject object = load().index().objects().get(0);
        ClientPolicy policy = object.clientPolicy().orElseThrow();
        assertThat(policy.depth()).isEqualTo(3);
        assertThat(policy.anchors()).containsExactly(CA.certificate());
        assertThat(policy).isEqualTo(TestObjects.policy(3, CA)).isNotEqualTo(TestObjects.policy(2, CA));
        assertThat(object.credentials()).containsExactly(TestObjects.credential(SHOP));
    }

    @Test
    void readsEachFileOnce() {
        String everything = SHOP.chainPem() + SHOP.keyPem() + CA.pem();
        config.file("a.crt", everything).file("a.key", everything).file("ca.crt", CA.pem());
        for (int i = 0; i < 3; i++) {
            String id = "a" + i;
            config.file(id + ".crt", SHOP.chainPem()).file(id + ".key", SHOP.keyPem());
            config.ssl(id, SslConfig.Type.SERVER, List.of(id + ".example.com"), config.client("ca.crt", 1));
        }
        config.upstream(
                "orders",
                new UpstreamTlsConfig(
                        true, List.of(TestConfig.pem("tls.ca_certs[0]", "ca.crt")), "", Optional.empty(), ""));
        TlsAssets assets = load();
        assertThat(config.reads.values()).containsOnly(1);
        List<SslObject> objects = assets.index().objects();
        assertThat(objects.get(0).clientPolicy().orElseThrow())
                .as("parsed once, shared")
                .isSameAs(objects.get(2).clientPolicy().orElseThrow());
    }

    @Test
    void aFileMayHoldEverything() {
        config.file("all.crt", SHOP.keyPem() + SHOP.chainPem()).file("all.key", SHOP.chainPem() + SHOP.keyPem());
        config.ssl("all", SslConfig.Type.SERVER, List.of("shop.example.com"), Optional.empty());
        assertThat(load().index().objects()).hasSize(1);
    }

    @Test
    void reportsAllFaultsTogether() {
        config.server("one", "one.test", SHOP).server("two", "two.test", SHOP).file("two.key", "");
        config.files.remove("one.crt");
        assertThat(config.load()).isEmpty();
        assertThat(config.report()).contains("ssls[0].cert: PEM cannot be read", "ssls[1].key: PEM cannot be read");
    }

    @Test
    void quarantineLeavesOutTheFaultyObjectAndKeepsItsNames() {
        config.onInvalidObject = OnInvalidObject.QUARANTINE;
        config.server("sound", "*.example.com", CA.server("*.example.com"));
        config.server("sick", "sick.example.com", SHOP).file("sick.key", "");
        SslIndex index = load().index();
        assertThat(config.problems.hasErrors()).isFalse();
        assertThat(config.report())
                .contains(
                        "ssls.yaml:3:3: warning: this configuration quarantines ssl object 'sick': it refuses handshakes for its names",
                        "ssls.yaml:3:11: warning: ssls[1].key: PEM cannot be read");
        assertThat(index.bySni("sick.example.com").reason()).isEqualTo(Reason.QUARANTINED);
        assertThat(index.bySni("other.example.com").reason()).isEqualTo(Reason.WILDCARD);
        assertThat(index.quarantined().get(0).reasons()).containsExactly("ssls[1].key: PEM cannot be read");
    }

    @Test
    void aFaultOfAClientCaIsNeverQuarantined() {
        config.onInvalidObject = OnInvalidObject.QUARANTINE;
        config.file("mutual.crt", SHOP.chainPem())
                .file("mutual.key", SHOP.keyPem())
                .file("ca.crt", SHOP.leafPem());
        config.ssl("mutual", SslConfig.Type.SERVER, List.of("shop.example.com"), config.client("ca.crt", 1));
        assertThat(config.load()).isEmpty();
        assertThat(config.report()).contains("error: ssls[0].client.ca");
    }

    @Test
    void aFaultyClientIdentityIsNeverQuarantined() {
        config.onInvalidObject = OnInvalidObject.QUARANTINE;
        config.file("own.crt", SHOP.chainPem()).file("own.key", "");
        config.ssl("own", SslConfig.Type.CLIENT, List.of(), Optional.empty());
        assertThat(config.load()).isEmpty();
    }

    @Test
    void loadsUpstreamsWithTheirIdentities() {
        TestIdentity own = CA.client("gateway");
        config.file("own.crt", own.chainPem()).file("own.key", own.keyPem()).file("ca.crt", CA.pem());
        config.ssl("own", SslConfig.Type.CLIENT, List.of(), Optional.empty());
        CredentialConfig inline = new CredentialConfig(
                TestConfig.pem("tls.client_cert", "own.crt"), TestConfig.pem("tls.client_key", "own.key"));
        var ca = List.of(TestConfig.pem("tls.ca_certs[0]", "ca.crt"));
        config.upstream("inline", new UpstreamTlsConfig(true, ca, "x.test", Optional.of(inline), ""));
        config.upstream("by-id", new UpstreamTlsConfig(true, ca, "x.test", Optional.empty(), "own"));
        config.upstream("plain", UpstreamTlsConfig.DEFAULT);
        TlsAssets assets = load();
        UpstreamTls expected =
                new UpstreamTls(true, List.of(CA.certificate()), "x.test", Optional.of(TestObjects.credential(own)));
        assertThat(assets.upstreams()).containsEntry("inline", expected).containsEntry("by-id", expected);
        assertThat(assets.upstreams()).containsEntry("plain", new UpstreamTls(true, List.of(), "", Optional.empty()));
    }

    @Test
    void warnsOfNamesThatAreNotCovered() {
        config.server("shop", "other.example.com", SHOP);
        load();
        assertThat(config.report()).isEqualTo("""
                        ssls.yaml:2:11: warning: ssls[0].cert: certificate does not cover 'other.example.com'
                            found:    shop.crt is valid for shop.example.com
                            expected: 'other.example.com' among its subject alternative names
                            remedy:   issue a certificate for this name, or correct sni; clients refuse this one""");
    }

    @Test
    void warnsOfCertificatesOutOfTheirTime() {
        config.server("old", "a.test", TestCa.serverRequest("a.test").expired().issuedBy(CA));
        config.server(
                "new", "b.test", TestCa.serverRequest("b.test").notYetValid().issuedBy(CA));
        load();
        assertThat(config.report())
                .contains("ssls[0].cert: certificate has expired\n    found:    old.crt: 'a.test' was valid until 20")
                .contains(
                        "ssls[1].cert: certificate is not yet valid\n    found:    new.crt: 'b.test' is valid from 20");
    }

    @Test
    void warnsOfAChainOutOfOrder() {
        TestCa middle = CA.intermediate("middle");
        TestIdentity leaf = middle.intermediate("lower").server("a.test");
        config.server("a", "a.test", leaf)
                .file(
                        "a.crt",
                        leaf.leafPem()
                                + TestPem.certificate(leaf.chain().get(2))
                                + TestPem.certificate(leaf.chain().get(1)));
        load();
        assertThat(config.report()).isEqualTo("""
                        ssls.yaml:2:11: warning: ssls[0].cert: chain is out of order
                            found:    a.crt: certificate 2 is of 'CN=middle'
                            expected: the issuer of certificate 1, 'CN=lower'
                            remedy:   put the leaf first and after each certificate its issuer""");
    }

    /** As after a CA got a new key and kept its name. */
    @Test
    void warnsOfAnIntermediateOfAnotherKey() {
        TestCa old = CA.intermediate(middle(1));
        TestIdentity leaf = TestCa.serverRequest("a.test")
                .extension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[] {2}))
                .issuedBy(CA.intermediate(middle(2)));
        config.server("a", "a.test", leaf);
        load();
        assertThat(config.report()).isEmpty();
        config.file("a.crt", leaf.leafPem() + old.pem());
        load();
        assertThat(config.report()).isEqualTo("""
                        ssls.yaml:2:11: warning: ssls[0].cert: chain is out of order
                            found:    a.crt: certificate 2 is of 'CN=middle', with another key than the one that signed certificate 1
                            expected: the issuer of certificate 1, 'CN=middle'
                            remedy:   put the leaf first and after each certificate its issuer""");
    }

    private static TestCertificate middle(int key) {
        return new TestCertificate("middle")
                .extension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[] {(byte) key}));
    }

    @Test
    void warnsOfAMissingIntermediateThatAnotherObjectShows() {
        TestCa middle = CA.intermediate("middle");
        TestIdentity cut = middle.server("a.test");
        config.server("a", "a.test", cut).file("a.crt", cut.leafPem());
        config.server("b", "b.test", middle.server("b.test"));
        config.server("c", "c.test", CA.server("c.test"));
        load();
        assertThat(config.report()).isEqualTo("""
                        ssls.yaml:2:11: warning: ssls[0].cert: chain lacks an intermediate certificate
                            found:    a.crt ends with a certificate issued by 'CN=middle'
                            expected: the leaf, then every intermediate up to the root, which may be left out
                            remedy:   append the issuer's certificate to the file; clients that know only the root refuse this chain""");
    }

    /** Public CAs say where their certificates are and issue no leaves by their roots; who names a responder only may be any CA. */
    @ParameterizedTest
    @CsvSource({"1.3.6.1.5.5.7.48.1, false", "1.3.6.1.5.5.7.48.2, true"})
    void warnsOfAMissingIntermediateThatTheLeafSaysWhereToFetch(String method, boolean expected) {
        AuthorityInformationAccess access = new AuthorityInformationAccess(
                new ASN1ObjectIdentifier(method),
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.test/"));
        config.server(
                "a",
                "a.test",
                TestCa.serverRequest("a.test")
                        .extension(Extension.authorityInfoAccess, false, access)
                        .issuedBy(CA));
        load();
        assertThat(config.report().contains("chain lacks an intermediate certificate"))
                .isEqualTo(expected);
    }

    @Test
    void warnsOfAKeyThatIsOpenToOthers() {
        config.server("a", "a.test", CA.server("a.test")).server("b", "b.test", CA.server("b.test"));
        config.open.add("a.key");
        config.open.add("b.crt");
        load();
        assertThat(config.report())
                .contains("warning: ssls[0].key: private key is open to every user of the machine")
                .contains("chmod o= a.key")
                .doesNotContain("ssls[1]");
    }

    @Test
    void warnsOfShortKeys() {
        config.server("a", "a.test", TestCa.serverRequest("a.test").rsa(1024).issuedBy(CA));
        load();
        assertThat(config.report()).contains("warning: ssls[0].cert: RSA key is too short");
    }

    @Test
    void everySuiteAndGroupThatCanBeNamedIsOneThatBoringSslHas() throws Exception {
        for (CipherSuite each : CipherSuite.values()) {
            assertThat(OpenSsl.isCipherSuiteAvailable(each.ianaName()))
                    .as(each.ianaName())
                    .isTrue();
        }
        SslObject object = TestObjects.object("all", "a.test")
                .with(SHOP)
                .suites(CipherSuite.values())
                .groups(NamedGroup.values())
                .build();
        try (TlsContextCache contexts = new TlsContextCache(1, Clock.systemUTC())) {
            var context = contexts.acquire(object.specs().get(0));
            assertThat(context.cipherSuites()).hasSize(CipherSuite.values().length + 3);
            context.release();
        }
    }

    private TlsAssets load() {
        Optional<TlsAssets> assets = config.load();
        assertThat(config.problems.hasErrors()).as(config.report()).isFalse();
        return assets.orElseThrow();
    }
}
