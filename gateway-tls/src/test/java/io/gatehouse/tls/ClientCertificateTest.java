// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {
    private static final TestCa SERVERS = TestCa.create("servers");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestCa BELOW = CLIENTS.intermediate("below");
    private static final TestCa TWO_BELOW = BELOW.intermediate("two below");
    private static final TestCa NARROW = CLIENTS.intermediate(new TestCertificate("narrow").pathLength(0));
    private static final TestCa STRANGERS = TestCa.create("strangers");
    private static final String HOST = "secure.example.com";

    /** Half of a character in UTF-16. */
    private static final X500Name UNREADABLE =
            new X500NameBuilder().addRDN(BCStyle.CN, new DERBMPString("\ud800")).build();

    private static final TestGateway gateway = TestGateway.serving(TestObjects.object("secure", HOST)
            .with(SERVERS.server(HOST))
            .clients(1, CLIENTS)
            .build());

    /** Title, identity, alert, text of the reason. */
    static final List<Arguments> REFUSED = crossed(
            row("of another CA", STRANGERS.client("a"), "unknown_ca", "no path"),
            row("of a CA of the same name", TestCa.create("clients").client("a"), "unknown_ca", "no path"),
            row("expired", TestCa.clientRequest("a").expired().issuedBy(CLIENTS), "certificate_expired", "expired"),
            row(
                    "not yet valid",
                    TestCa.clientRequest("a").notYetValid().issuedBy(CLIENTS),
                    "certificate_expired",
                    "not yet"),
            row("for servers", CLIENTS.server("a"), "unsupported_certificate", "extended key usage"),
            row(
                    "for code signing",
                    new TestCertificate("a")
                            .purpose(KeyPurposeId.id_kp_codeSigning)
                            .issuedBy(CLIENTS),
                    "unsupported_certificate",
                    "extended key usage"),
            row(
                    "whose key may not sign",
                    TestCa.clientRequest("a").keyUsage(KeyUsage.keyEncipherment).issuedBy(CLIENTS),
                    "unsupported_certificate, in TLS 1.3 illegal_parameter",
                    "key usage"),
            row("two intermediates deep", TWO_BELOW.client("a"), "unknown_ca", "more than 1"),
            row(
                    "issued by a leaf",
                    TestCa.clientRequest("a").issuedBy(CLIENTS.client("leaf")),
                    "unknown_ca",
                    "no path"),
            row(
                    "below a CA that allows no CA below it",
                    NARROW.intermediate("too far").client("a"),
                    "unknown_ca",
                    "no path"),
            row("self-signed", TestCa.clientRequest("a").selfSigned(), "unknown_ca", "no path"),
            row("with its own root sent along", withRoot(STRANGERS.client("a"), STRANGERS), "unknown_ca", "no path"),
            row(
                    "of another CA, with an expired stranger's sent along",
                    withRoot(STRANGERS.client("a"), CLIENTS.intermediate(new TestCertificate("gone").expired())),
                    "unknown_ca",
                    "no path"),
            row(
                    "expired and of another CA",
                    TestCa.clientRequest("a").expired().issuedBy(STRANGERS),
                    "unknown_ca",
                    "no path"),
            row(
                    "whose subject cannot be read",
                    TestCa.clientRequest("a").subject(UNREADABLE).issuedBy(CLIENTS),
                    "bad_certificate",
                    "a subject that cannot be read"),
            row(
                    "with sixteen others sent along",
                    withRoots(CLIENTS.client("a"), STRANGERS, 16),
                    "unknown_ca",
                    "1 to 16"),
            row("without its intermediate", without(BELOW.client("a")), "unknown_ca", "no path"),
            row(
                    "of a CA itself",
                    CLIENTS.asIdentity(),
                    "unknown_ca, in TLS 1.3 illegal_parameter",
                    "no path, in TLS 1.3 key usage"),
            row(
                    "of an expired intermediate",
                    CLIENTS.intermediate(new TestCertificate("gone").expired()).client("a"),
                    "certificate_expired",
                    "issuer"));

    static final List<Arguments> ACCEPTED = crossed(
            row("EC", CLIENTS.client("alice"), "", ""),
            row("RSA", TestCa.clientRequest("alice").rsa().issuedBy(CLIENTS), "", ""),
            row("one intermediate deep", BELOW.client("alice"), "", ""),
            row("below a CA that allows no CA below it", NARROW.client("alice"), "", ""),
            row("without extended key usage", new TestCertificate("alice").issuedBy(CLIENTS), "", ""),
            row(
                    "for any purpose",
                    new TestCertificate("alice")
                            .purpose(KeyPurposeId.anyExtendedKeyUsage)
                            .issuedBy(CLIENTS),
                    "",
                    ""),
            row("with a stranger's CA sent along", withRoot(CLIENTS.client("alice"), STRANGERS), "", ""),
            row(
                    "whose intermediate stands behind fourteen others",
                    behind(BELOW.client("alice"), STRANGERS, 14),
                    "",
                    ""));

    @AfterEach
    void nothingElseHappened() {
        List<Object> unexpected = new ArrayList<>();
        gateway.established.drainTo(unexpected);
        gateway.refusals.drainTo(unexpected);
        assertThat(unexpected).isEmpty();
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0}: a certificate {1} is refused with {3}")
    @FieldSource("REFUSED")
    void refuses(String version, String title, TestIdentity identity, String alert, String reason) throws Exception {
        assertThatThrownBy(() -> exchange(version, identity)).hasMessageContaining(alert);
        TestGateway.Refusal refusal = gateway.nextRefusal();
        assertThat(refusal.reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
        assertThat(refusal.sni()).isEqualTo(HOST);
        assertThat(refusal.detail()).contains(reason);
        HandshakeRehearsal.End.Refused rehearsed = (HandshakeRehearsal.End.Refused) rehearse(version, identity);
        assertThat(rehearsed.alert()).isEqualTo(alert);
        assertThat(rehearsed.reason()).isEqualTo(refusal.reason());
    }

    @ParameterizedTest(name = "{0}: a certificate {1} is accepted")
    @FieldSource("ACCEPTED")
    void accepts(String version, String title, TestIdentity identity, String alert, String reason) throws Exception {
        assertThat(exchange(version, identity)).isEqualTo("hello");
        PeerIdentity peer = gateway.nextEstablished().peer().orElseThrow();
        assertThat(peer.leaf()).isEqualTo(identity.certificate());
        assertThat(peer.subject()).isEqualTo("CN=alice");
        assertThat(peer.fingerprintSha256()).hasSize(64);
        List<X509Certificate> verified = new ArrayList<>(identity.chain());
        verified.removeAll(List.of(STRANGERS.certificate())); // what was sent along and led nowhere is not part of it
        assertThat(peer.chain()).isEqualTo(verified);
        HandshakeRehearsal.End.Established rehearsed = (HandshakeRehearsal.End.Established) rehearse(version, identity);
        assertThat(rehearsed.tls().peer()).hasValue(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAClientWithoutCertificate(String version) throws Exception {
        String alert = version.equals("TLSv1.3") ? "certificate_required" : "handshake_failure";
        assertThatThrownBy(() -> exchange(version, null)).hasMessageContaining(alert);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        HandshakeRehearsal.End.Refused rehearsed = (HandshakeRehearsal.End.Refused) rehearse(version, null);
        assertThat(rehearsed.alert()).isEqualTo(alert);
        assertThat(rehearsed.reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void issuersWhoseNamesLeadToEachOtherAreRefusedInTime(String version) throws Exception {
        TestIdentity stranger = ChainCostTest.circles(CLIENTS.name(), ca -> ca.client("stranger"));
        try (TestGateway deep = deep()) {
            assertThatThrownBy(() -> exchange(deep, version, stranger)).hasMessageContaining("unknown_ca");
            assertThat(deep.nextRefusal().detail()).isEqualTo("no path to a trusted CA certificate");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 2000, true", "TLSv1.3, 2000, true", "TLSv1.2, 4000, false", "TLSv1.3, 4000, false"})
    void whatIsShownIsBoundedInOctets(String version, int each, boolean taken) throws Exception {
        TestIdentity alice = CLIENTS.client("alice");
        List<X509Certificate> chain = new ArrayList<>(alice.chain());
        for (int i = 0; i < 10; i++) {
            String name = "http://long.example/" + "x".repeat(each);
            chain.add(new TestCertificate("long").uri(name).selfSigned().certificate());
        }
        TestIdentity identity = new TestIdentity(chain, alice.key());
        if (taken) {
            assertThat(exchange(version, identity)).isEqualTo("hello");
            gateway.nextEstablished();
        } else {
            assertThatThrownBy(() -> exchange(version, identity)).hasMessageContaining("illegal_parameter");
            assertThat(gateway.nextRefusal().detail())
                    .isEqualTo("a handshake message longer than any may be: not TLS, or a huge chain of certificates");
        }
    }

    /** A TLS 1.3 client has no signature scheme for such a key that BoringSSL asks for: it shows nothing, or as the JDK's gives up. */
    @ParameterizedTest
    @CsvSource({"secp384r1, true", "secp521r1, false"})
    void aKeyOnACurveThatTls13DoesNotTakeCountsAsNoCertificate(String curve, boolean taken) throws Exception {
        TestIdentity identity = TestCa.clientRequest("alice").curve(curve).issuedBy(CLIENTS);
        HandshakeRehearsal.End rehearsed = rehearse("TLSv1.3", identity);
        if (taken) {
            assertThat(exchange("TLSv1.3", identity)).isEqualTo("hello");
            assertThat(gateway.nextEstablished().peer()).isPresent();
            assertThat(rehearsed).isInstanceOf(HandshakeRehearsal.End.Established.class);
            return;
        }
        assertThatThrownBy(() -> exchange("TLSv1.3", identity)).hasMessageContaining("signature algorithm");
        gateway.nextRefusal();
        HandshakeRehearsal.End.Refused refused = (HandshakeRehearsal.End.Refused) rehearsed;
        assertThat(refused.alert()).isEqualTo("certificate_required");
        assertThat(refused.reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        assertThat(refused.detail()).contains("521 bits", "TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void acceptsTheLongestPathThatAPolicyCanAllowAndResumesIt(String version) throws Exception {
        TestCa issuer = CLIENTS;
        for (int i = 1; i <= 10; i++) {
            issuer = issuer.intermediate("intermediate " + i);
        }
        TestIdentity deep = issuer.client("alice");
        try (TestGateway allowing = deep();
                BoringClient client = BoringClient.speaking(version, deep)) {
            for (boolean again : new boolean[] {false, true}) {
                assertThat(client.exchange(allowing.address(), HOST).reused()).isEqualTo(again);
                PeerIdentity peer = allowing.nextEstablished().peer().orElseThrow();
                assertThat(peer.chain()).isEqualTo(deep.chain());
            }
        }
    }

    @Test
    void aCaKeyUsageWithoutCertificateSigningIsNoIssuer() {
        TestCa mute = CLIENTS.intermediate(new TestCertificate("mute"));
        assertThat(Certificates.isAuthority(mute.certificate())).isTrue();
        assertThat(Certificates.isAuthority(CLIENTS.client("a").certificate())).isFalse();
    }

    private static HandshakeRehearsal.End rehearse(String version, @Nullable TestIdentity identity) {
        return HandshakeRehearsal.of(
                gateway.index().objects().get(0),
                HOST,
                version.equals("TLSv1.3") ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2,
                identity == null ? List.of() : identity.chain(),
                gateway.clock.instant());
    }

    /** Allows as many intermediates as can be configured. */
    private static TestGateway deep() {
        return TestGateway.serving(TestObjects.object("deep", HOST)
                .with(SERVERS.server(HOST))
                .clients(10, CLIENTS)
                .build());
    }

    private static String exchange(String version, @Nullable TestIdentity identity) throws IOException {
        return exchange(gateway, version, identity);
    }

    private static String exchange(TestGateway server, String version, @Nullable TestIdentity identity)
            throws IOException {
        TlsClient client = TlsClient.trusting(SERVERS).protocols(version);
        TlsClient presenting = identity == null ? client : client.identity(identity);
        try (TlsConnection connection = presenting.connect(server.address(), HOST)) {
            connection.write("hello"); // in TLS 1.3 the client learns of a refusal only when it reads
            return connection.read(5);
        }
    }

    private static Object[] row(String title, TestIdentity identity, String alert, String reason) {
        return new Object[] {title, identity, alert, reason};
    }

    private static List<Arguments> crossed(Object[]... rows) {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Arrays.stream(rows)
                        .map(row -> Arguments.of(version, row[0], row[1], in(version, row[2]), in(version, row[3]))))
                .toList();
    }

    private static String in(String version, Object text) {
        String[] parts = text.toString().split(", in TLS 1\\.3 ", -1);
        return version.equals("TLSv1.3") ? parts[parts.length - 1] : parts[0];
    }

    private static TestIdentity withRoot(TestIdentity identity, TestCa root) {
        return withRoots(identity, root, 1);
    }

    private static TestIdentity withRoots(TestIdentity identity, TestCa root, int times) {
        List<X509Certificate> chain = new ArrayList<>(identity.chain());
        chain.addAll(Collections.nCopies(times, root.certificate()));
        return new TestIdentity(chain, identity.key());
    }

    /** The leaf first, as ever, then the others, then what leads to its CA. */
    private static TestIdentity behind(TestIdentity identity, TestCa root, int times) {
        List<X509Certificate> chain = new ArrayList<>(identity.chain());
        chain.addAll(1, Collections.nCopies(times, root.certificate()));
        return new TestIdentity(chain, identity.key());
    }

    private static TestIdentity without(TestIdentity identity) {
        return new TestIdentity(List.of(identity.certificate()), identity.key());
    }
}
