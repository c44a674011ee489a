// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource({
        "a.example.com, a.example.com, true",
        "a.example.com, b.example.com, false",
        "*.example.com, a.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, a.b.example.com, false",
        "*.example.com, .example.com, false",
        "*.com, example.com, false",
        "*, example, false",
        "a*.example.com, ab.example.com, false",
        "*a.example.com, ba.example.com, false",
        "a.*.com, a.example.com, false",
    })
    void wildcardsCoverExactlyOneWholeLabel(String presented, String name, boolean expected) {
        assertThat(CertificateNames.matches(presented, name)).isEqualTo(expected);
    }

    @Test
    void namesAreComparedWithoutCase() {
        var certificate = TestCa.create("names").server("WWW.Example.COM").certificate();
        assertThat(CertificateNames.covers(certificate, "www.example.com")).isTrue();
    }

    @Test
    void addressesAreComparedAsAddresses() {
        var certificate = TestCa.create("names")
                .server("::1", "10.0.0.1", "10.0.0.9.example")
                .certificate();
        assertThat(CertificateNames.covers(certificate, "0:0:0:0:0:0:0:1")).isTrue();
        assertThat(CertificateNames.covers(certificate, "10.0.0.1")).isTrue();
        assertThat(CertificateNames.covers(certificate, "10.0.0.2")).isFalse();
    }

    @Test
    void anAddressIsNotADnsName() {
        var certificate =
                new TestCertificate("x").uri("spiffe://10.0.0.1").selfSigned().certificate();
        assertThat(CertificateNames.covers(certificate, "10.0.0.1")).isFalse();
        assertThat(CertificateNames.dnsNames(certificate)).isEmpty();
    }

    @ParameterizedTest(name = "CN={0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "alice|alice",
                "Alice Smith|Alice Smith",
                "smith\\, alice|smith, alice",
                "alice\\+CN\\=bob|alice+CN=bob",
                "alice, O=works|alice",
                "alice+O=works|alice",
                "alice, CN=bob|''",
                "alice, CN=alice|''",
                "alice+CN=bob|''",
            })
    void theCommonNameIsTheOnlyOne(String subject, String expected) {
        var certificate = new TestCertificate(subject).selfSigned().certificate();
        assertThat(CertificateNames.commonName(certificate)).isEqualTo(expected);
    }

    /** The octets of the two characters are those of "root". */
    @Test
    void aNameInUtf16IsNotTakenForOneInUtf8() {
        assertThat(commonName(new DERBMPString("\u726f\u6f74"))).isEqualTo("\u726f\u6f74");
        assertThat(commonName(new DERBMPString("root"))).isEqualTo("root");
    }

    @Test
    void aNameInLatin1OrUtf32IsReadAsSuch() {
        assertThat(commonName(new DERT61String(new byte[] {'r', (byte) 0xe9}))).isEqualTo("r\u00e9");
        assertThat(commonName(new DERUniversalString(new byte[] {0, 0, 0x72, 0x6f})))
                .isEqualTo("\u726f");
    }

    @Test
    void otherPartsOfSuchANameStayAsTheyAre() {
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.O, new DERBMPString("A, B"))
                .addMultiValuedRDN(new ASN1ObjectIdentifier[] {BCStyle.CN, BCStyle.OU}, new String[] {"alice", "works"})
                .build();
        var certificate = new TestCertificate("x").subject(subject).selfSigned().certificate();
        assertThat(Certificates.subject(certificate)).isEqualTo("CN=alice+OU=works,O=A\\, B");
        assertThat(CertificateNames.commonName(certificate)).isEqualTo("alice");
    }

    @Test
    void aNameThatCannotBeReadIsToldByItsOctetsAndNamesNobody() {
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.O, "works")
                .addRDN(BCStyle.CN, new DERBMPString("\ud800")) // half of a character in UTF-16
                .build();
        var certificate = new TestCertificate("x").subject(subject).selfSigned().certificate();
        assertThat(DistinguishedName.isReadable(certificate.getSubjectX500Principal()))
                .isFalse();
        assertThat(Certificates.subject(certificate)).startsWith("#30").endsWith("1e02d800");
        assertThat(CertificateNames.commonName(certificate)).isEmpty();
    }

    private static String commonName(ASN1Encodable value) {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, value).build();
        return CertificateNames.commonName(
                new TestCertificate("x").subject(subject).selfSigned().certificate());
    }

    @Test
    void aUriIsReadAsItStands() {
        var certificate = new TestCertificate("x")
                .name("spiffe.example")
                .uri("spiffe://A/b")
                .selfSigned()
                .certificate();
        assertThat(CertificateNames.uris(certificate)).containsExactly("spiffe://A/b");
    }

    /** The JDK reads none of these, because it cannot read the first. */
    @Test
    void aUriThatIsNoneHidesNoOtherName() {
        var certificate = new TestCertificate("x")
                .uri("spiffe://a b/c")
                .uri("spiffe://a/b")
                .name("www.example.com")
                .name("10.0.0.1")
                .selfSigned()
                .certificate();
        assertThat(CertificateNames.uris(certificate)).containsExactly("spiffe://a b/c", "spiffe://a/b");
        assertThat(CertificateNames.dnsNames(certificate)).containsExactly("www.example.com");
        assertThat(CertificateNames.covers(certificate, "10.0.0.1")).isTrue();
        assertThat(CertificateNames.covers(certificate, "a")).isFalse();
    }

    @Test
    void alternativeNamesThatCannotBeReadAreNone() {
        var certificate = new TestCertificate("x")
                .extension(Extension.subjectAlternativeName, false, new ASN1Integer(1))
                .selfSigned()
                .certificate();
        assertThat(CertificateNames.dnsNames(certificate)).isEmpty();
        assertThat(CertificateNames.uris(certificate)).isEmpty();
        assertThat(CertificateNames.covers(certificate, "10.0.0.1")).isFalse();
    }
}
