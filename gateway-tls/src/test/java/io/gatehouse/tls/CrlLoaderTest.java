// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.CrlConfig.OnStale;
import io.gatehouse.config.OnInvalidObject;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which CRLs are loaded, and what is said about the others. */
class CrlLoaderTest {
    private static final TestCa CA = TestCa.create("clients");
    private static final TestIdentity SHOP = CA.server("shop.test");
    private static final ASN1ObjectIdentifier UNHEARD_OF = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    private final TestConfig config = new TestConfig();

    static Stream<Arguments> unusable() throws Exception {
        TestCa mute = CA.intermediate(new TestCertificate("mute").pathLength(0).keyUsage(KeyUsage.keyCertSign));
        IssuingDistributionPoint usersOnly = new IssuingDistributionPoint(null, true, false, null, false, false);
        IssuingDistributionPoint named = new IssuingDistributionPoint(
                new DistributionPointName(
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://a/1.crl"))),
                false,
                false,
                null,
                false,
                false);
        GeneralNames another = new GeneralNames(new GeneralName(new org.bouncycastle.asn1.x500.X500Name("CN=another")));
        return Stream.of(
                row(CA, TestCrl.of(CA).delta().pem(), "cannot be used", "a delta CRL"),
                row(
                        CA,
                        TestCrl.of(CA)
                                .with(Extension.issuingDistributionPoint, true, usersOnly)
                                .pem(),
                        "cannot be used",
                        "a part of the CA's certificates only"),
                row(
                        CA,
                        TestCrl.of(CA)
                                .with(Extension.issuingDistributionPoint, false, named)
                                .pem(),
                        "cannot be used",
                        "a part of the CA's certificates only"),
                row(
                        CA,
                        TestCrl.of(CA).with(UNHEARD_OF, true, DERNull.INSTANCE).pem(),
                        "cannot be used",
                        "the critical extension 1.3.6.1.4.1.99999.1"),
                row(
                        CA,
                        TestCrl.of(CA)
                                .revoke(7, Extension.create(Extension.certificateIssuer, true, another))
                                .pem(),
                        "cannot be used",
                        "its entry 07 names another issuer"),
                row(
                        CA,
                        TestCrl.of(CA).revoke(7, CRLReason.removeFromCRL).pem(),
                        "cannot be used",
                        "whose entry 07 has the reason removeFromCRL"),
                row(
                        CA,
                        TestCrl.of(CA)
                                .revoke(7, Extension.create(UNHEARD_OF, true, ASN1Boolean.TRUE))
                                .pem(),
                        "cannot be used",
                        "whose entry 07 has the critical extension 1.3.6.1.4.1.99999.1"),
                row(mute, TestCrl.of(mute).pem(), "which may not sign CRLs", "has no cRLSign"),
                row(
                        CA,
                        TestCrl.of(TestCa.create("strangers")).pem(),
                        "CRL is not signed by a CA of 'client.ca'",
                        "issued by 'CN=strangers root'"),
                row(
                        CA,
                        TestCrl.of(CA).signedBy(TestCa.create("clients")).pem(),
                        "CRL is not signed by a CA of 'client.ca'",
                        "issued by 'CN=clients root'"),
                row(
                        CA,
                        TestCrl.of(TestCa.create("strangers")).signedBy(CA).pem(),
                        "CRL is not signed by a CA of 'client.ca'",
                        "issued by 'CN=strangers root'"),
                row(CA, CA.pem(), "CRL cannot be read", "it holds CERTIFICATE"),
                row(CA, "", "CRL cannot be read", "an empty file"),
                row(CA, "0\u0082", "CRL cannot be read", "no readable X.509 CRL"),
                row(
                        CA,
                        new String(TestCrl.of(CA).der(), ISO_8859_1)
                                + new String(TestCrl.of(CA).der(), ISO_8859_1),
                        "CRL cannot be read",
                        "no readable X.509 CRL"),
                row(CA, TestCrl.of(CA).pem().substring(0, 200), "CRL cannot be read", "ca.crl:1: -----BEGIN X509 CRL"),
                row(CA, TestCrl.of(CA).pem() + TestCrl.of(CA).delta().pem(), "cannot be used", "a delta CRL"));
    }

    @ParameterizedTest(name = "{2}: {3}")
    @MethodSource("unusable")
    void refusesTheLoadAlsoUnderQuarantine(TestCa ca, String crl, String message, String found) {
        config.onInvalidObject = OnInvalidObject.QUARANTINE;
        serve(ca, crl, OnStale.DENY);
        assertThat(config.load()).isEmpty();
        assertThat(config.problems.hasErrors()).isTrue();
        assertThat(config.report()).contains("ssls.yaml:2:11: error: ssls[0].client.crl: ", message, found);
    }

    @Test
    void aMissingFileRefusesTheLoad() {
        serve(CA, "", OnStale.DENY);
        config.files.remove("ca.crl");
        assertThat(config.load()).isEmpty();
        assertThat(config.report()).contains("ssls[0].client.crl: CRL cannot be read", "ca.crl: no such file");
    }

    @Test
    void aFileWithOneFaultyListLeavesThoseThatRun() {
        serve(CA, TestCrl.of(CA).pem(), OnStale.DENY);
        TlsLoader loader = new TlsLoader(config, Clock.systemUTC());
        TlsAssets running = loader.load(config.config(), config.problems).orElseThrow();
        String stranger = TestCrl.of(TestCa.create("strangers")).pem();
        config.file("ca.crl", TestCrl.of(CA).revokeStrangers(1).pem() + stranger);
        assertThat(loader.refreshCrls(config.config(), running, file -> true, config.problems))
                .isSameAs(running);
        assertThat(config.report()).contains("CRL is not signed by a CA of 'client.ca'");
    }

    @Test
    void takesPemDerAndSeveralInAFileAndOfOneIssuerTheNewest() {
        TestCrl old = TestCrl.of(CA)
                .valid(Instant.now().minus(Duration.ofDays(3)), later())
                .revokeStrangers(3);
        serve(CA, old.pem() + TestCrl.of(CA).revokeStrangers(2).pem(), OnStale.DENY);
        assertThat(revocations().lists()).singleElement().satisfies(list -> {
            assertThat(list.entries()).isEqualTo(2);
            assertThat(list.issuerName()).isEqualTo("CN=clients root");
        });
        config.file("ca.crl", TestCrl.of(CA).revokeStrangers(5).der());
        assertThat(revocations().lists().get(0).entries()).isEqualTo(5);
        assertThat(config.report()).isEmpty();
    }

    @Test
    void takesWhatSaysMoreAboutItsEntriesAndACaWithoutKeyUsage() throws Exception {
        TestCa old = CA.intermediate(new TestCertificate("old").pathLength(0).keyUsage(0));
        TestCrl crl = TestCrl.of(old)
                .with(Extension.cRLNumber, true, new ASN1Integer(1))
                .with(UNHEARD_OF, false, DERNull.INSTANCE)
                .revoke(7, CRLReason.keyCompromise)
                .revoke(8, Extension.create(Extension.invalidityDate, true, new DERGeneralizedTime("20260101000000Z")))
                .revoke(9, Extension.create(UNHEARD_OF, false, DERNull.INSTANCE));
        serve(old, crl.pem(), OnStale.DENY);
        assertThat(revocations().lists().get(0).entries()).isEqualTo(3);
        assertThat(config.report()).isEmpty();
    }

    @Test
    void warnsOfAStaleListWithItsAgeAndWhatThatMeans() {
        serve(CA, TestCrl.of(CA).stale().pem(), OnStale.DENY);
        assertThat(config.load()).isPresent();
        assertThat(config.report())
                .contains(
                        "warning: ssls[0].client.crl: CRL is stale",
                        "'CN=clients root' issued it at ",
                        ", 8 days ago, and wanted to issue the next one until ",
                        "until then clients of this CA are refused (on_stale_crl: deny)");
        config.ssls.clear();
        serve(CA, TestCrl.of(CA).valid(Instant.now(), null).pem(), OnStale.ALLOW);
        assertThat(revocations().lists().get(0).isStale(Instant.now())).isTrue();
        assertThat(config.report())
                .contains(
                        "CRL without next update counts as stale", "until then this one counts (on_stale_crl: allow)");
    }

    @Test
    void isPartOfThePolicyButNotOfItsTerms() {
        TestCrl crl = TestCrl.of(CA);
        String pem = crl.pem();
        serve(CA, pem, OnStale.DENY);
        ClientPolicy first = policy();
        assertThat(policy()).isEqualTo(first);
        config.file("ca.crl", crl.revokeStrangers(1).pem());
        ClientPolicy second = policy();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.sameTerms(first)).isTrue();
        assertThat(second.sameTerms(TestObjects.policy(3, CA))).isTrue();
        assertThat(second.sameTerms(TestObjects.policy(2, CA))).isFalse();
        config.ssls.clear();
        serve(CA, pem, OnStale.ALLOW);
        assertThat(policy()).isNotEqualTo(first);
    }

    @Test
    void aHundredThousandEntriesAreLoadedOnceAndFoundAtOnce() {
        config.file("ca.crt", CA.pem())
                .file(
                        "ca.crl",
                        TestCrl.of(CA).revokeStrangers(100_000).revoke(SHOP).pem());
        for (int i = 0; i < 20; i++) {
            String id = "shop" + i;
            config.file(id + ".crt", SHOP.chainPem()).file(id + ".key", SHOP.keyPem());
            config.ssl(
                    id,
                    SslConfig.Type.SERVER,
                    List.of(id + ".test"),
                    config.client("ca.crt", "ca.crl", i % 2 == 0 ? OnStale.DENY : OnStale.ALLOW));
        }
        List<SslObject> objects = config.load().orElseThrow().index().objects();
        assertThat(config.reads).containsEntry("ca.crl", 1);
        RevocationList list = only(objects.get(0));
        assertThat(only(objects.get(1))).as("parsed once, shared").isSameAs(list);
        assertThat(list.entries()).isEqualTo(100_001);
        long begun = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            assertThat(list.revokes(SHOP.certificate())).isTrue();
            assertThat(list.revokes(CA.certificate())).isFalse(); // what is not there is no longer looked for
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    private static RevocationList only(SslObject object) {
        return object.clientPolicy()
                .orElseThrow()
                .revocations()
                .orElseThrow()
                .lists()
                .get(0);
    }

    private void serve(TestCa ca, String crl, OnStale onStale) {
        config.file("shop.crt", SHOP.chainPem()).file("shop.key", SHOP.keyPem());
        config.file("ca.crt", ca.pem()).file("ca.crl", crl);
        config.ssl("shop", SslConfig.Type.SERVER, List.of("shop.test"), config.client("ca.crt", "ca.crl", onStale));
    }

    private ClientPolicy policy() {
        return config.load()
                .orElseThrow()
                .index()
                .objects()
                .get(0)
                .clientPolicy()
                .orElseThrow();
    }

    private Revocations revocations() {
        return policy().revocations().orElseThrow();
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofDays(1));
    }

    private static Arguments row(TestCa ca, String crl, String message, String found) {
        return Arguments.of(ca, crl, message, found);
    }
}
