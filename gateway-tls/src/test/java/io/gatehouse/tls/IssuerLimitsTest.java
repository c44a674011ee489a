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
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What issuers limit holds for their clients, also where the issuer itself stands in {@code client.ca}. */
class IssuerLimitsTest {
    private static final TestCa SERVERS = TestCa.create("servers");
    private static final TestCa ROOT = TestCa.create("root");
    private static final String HOST = "secure.example.com";
    private static final DERUTF8String NO_SEQUENCE = new DERUTF8String("no sequence");

    private static final TestCa PERMITS =
            ROOT.intermediate(limited("permits", new NameConstraints(dns("good.example"), null)));
    private static final TestCa PERMITS_BELOW =
            ROOT.intermediate(limited("below", new NameConstraints(dns(".good.example"), null)));
    private static final TestCa EXCLUDES =
            ROOT.intermediate(limited("excludes", new NameConstraints(null, dns("admin.example"))));
    private static final TestCa EXCLUDES_GUESTS =
            ROOT.intermediate(limited("excludes guests", new NameConstraints(null, new GeneralSubtree[] {
                new GeneralSubtree(new GeneralName(new X500Name("O=Guests")))
            })));
    private static final TestCa OF_ACME = ROOT.intermediate(limited(
            "of acme",
            new NameConstraints(
                    new GeneralSubtree[] {
                        new GeneralSubtree(new GeneralName(new X500Name("O=Acme"))),
                        new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "acme.example"))
                    },
                    null)));
    private static final TestCa NARROW = ROOT.intermediate(new TestCertificate("narrow").pathLength(0));
    private static final TestCa FOR_SERVERS =
            ROOT.intermediate(new TestCertificate("for servers").purpose(KeyPurposeId.id_kp_serverAuth));

    /** Title, the only CA that is trusted, identity, text of the reason or null. */
    static final List<Arguments> CASES = List.of(
            row("permitted name, below the root", ROOT, named("a.good.example").issuedBy(PERMITS), null),
            row("permitted name", PERMITS, named("a.good.example").issuedBy(PERMITS), null),
            row(
                    "permitted name, written with a dot",
                    PERMITS_BELOW,
                    named("a.good.example").issuedBy(PERMITS_BELOW),
                    null),
            row("no name of the kind", PERMITS, TestCa.clientRequest("a").issuedBy(PERMITS), null),
            row("another name, below the root", ROOT, named("evil.example").issuedBy(PERMITS), "no path"),
            row("another name", PERMITS, named("evil.example").issuedBy(PERMITS), "name constraints"),
            row(
                    "another name, by an intermediate of its own",
                    PERMITS,
                    named("evil.example").issuedBy(PERMITS.intermediate("more")),
                    "name constraints"),
            row("excluded name", EXCLUDES, named("admin.example").issuedBy(EXCLUDES), "name constraints"),
            row("excluded name, below the root", ROOT, named("admin.example").issuedBy(EXCLUDES), "no path"),
            row(
                    "excluded name beside one that the JDK cannot read",
                    ROOT,
                    named("admin.example").uri("http://not a host/").issuedBy(EXCLUDES),
                    "name constraints"),
            row(
                    "name that the JDK cannot read",
                    ROOT,
                    named("other.example").uri("http://not a host/").issuedBy(EXCLUDES),
                    null),
            row("subject", OF_ACME, of("O=Acme,CN=a").issuedBy(OF_ACME), null),
            row("other subject", OF_ACME, of("O=Other,CN=a").issuedBy(OF_ACME), "name constraints"),
            row(
                    "mail address in the subject",
                    OF_ACME,
                    of("O=Acme,E=a@acme.example").issuedBy(OF_ACME),
                    null),
            row("other one", OF_ACME, of("O=Acme,E=a@evil.example").issuedBy(OF_ACME), "name constraints"),
            row(
                    "mail address beside another attribute",
                    OF_ACME,
                    of("O=Acme,E=a@acme.example+CN=a").issuedBy(OF_ACME),
                    null),
            row(
                    "no subject",
                    OF_ACME,
                    of("").extension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    new GeneralNames(new GeneralName(GeneralName.dNSName, "acme.example")))
                            .issuedBy(OF_ACME),
                    null),
            row("excluded subject", EXCLUDES_GUESTS, of("O=Guests,CN=a").issuedBy(EXCLUDES_GUESTS), "name constraints"),
            row(
                    "other subject of an intermediate",
                    OF_ACME,
                    of("O=Acme,CN=a").issuedBy(OF_ACME.intermediate("other")),
                    "name constraints"),
            row("new key of the issuer", OF_ACME, of("O=Acme,CN=a").issuedBy(OF_ACME.intermediate("of acme")), null),
            row("names that cannot be read", ROOT, unreadable().issuedBy(ROOT), null),
            row("limited names that cannot be read", PERMITS, unreadable().issuedBy(PERMITS), "name constraints"),
            row("path length", NARROW, TestCa.clientRequest("a").issuedBy(NARROW), null),
            row(
                    "path length exceeded",
                    NARROW,
                    TestCa.clientRequest("a").issuedBy(NARROW.intermediate("more")),
                    "path length of 'CN=narrow'"),
            row(
                    "purpose, below the root",
                    ROOT,
                    TestCa.clientRequest("a").issuedBy(FOR_SERVERS),
                    "extended key usage of 'CN=for servers'"),
            row(
                    "purpose",
                    FOR_SERVERS,
                    TestCa.clientRequest("a").issuedBy(FOR_SERVERS),
                    "extended key usage of 'CN=for servers'"),
            row(
                    "purpose that cannot be read",
                    ROOT,
                    new TestCertificate("a")
                            .extension(Extension.extendedKeyUsage, false, NO_SEQUENCE)
                            .issuedBy(ROOT),
                    "extended key usage of 'CN=a'"));

    @ParameterizedTest(name = "{0}: {3}")
    @FieldSource("CASES")
    void holds(String title, TestCa trusted, TestIdentity identity, @Nullable String reason) throws Exception {
        SslObject object = TestObjects.object("secure", HOST)
                .with(SERVERS.server(HOST))
                .clients(3, trusted)
                .build();
        try (TestGateway gateway = TestGateway.serving(object)) {
            if (reason == null) {
                assertThat(exchange(gateway, identity)).isEqualTo("hello");
                assertThat(gateway.nextEstablished().peer()).isPresent();
            } else {
                assertThatThrownBy(() -> exchange(gateway, identity)).isInstanceOf(IOException.class);
                assertThat(gateway.nextRefusal().detail()).contains(reason);
            }
            assertThat(HandshakeRehearsal.of(
                            object, HOST, TlsVersion.TLS_1_3, identity.chain(), gateway.clock.instant()))
                    .isInstanceOf(
                            reason == null
                                    ? HandshakeRehearsal.End.Established.class
                                    : HandshakeRehearsal.End.Refused.class);
        }
    }

    private static String exchange(TestGateway gateway, TestIdentity identity) throws IOException {
        try (TlsConnection connection =
                TlsClient.trusting(SERVERS).identity(identity).connect(gateway.address(), HOST)) {
            connection.write("hello");
            return connection.read(5);
        }
    }

    private static TestCertificate limited(String name, NameConstraints limits) {
        return new TestCertificate(name).extension(Extension.nameConstraints, true, limits);
    }

    private static GeneralSubtree[] dns(String name) {
        return new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, name))};
    }

    private static TestCertificate named(String name) {
        return TestCa.clientRequest("a").name(name);
    }

    private static TestCertificate unreadable() {
        return TestCa.clientRequest("a").extension(Extension.subjectAlternativeName, false, NO_SEQUENCE);
    }

    private static TestCertificate of(String subject) {
        return TestCa.clientRequest("a").subject(new X500Name(subject));
    }

    private static Arguments row(String title, TestCa trusted, TestIdentity identity, @Nullable String reason) {
        return Arguments.of(title, trusted, identity, reason);
    }
}
