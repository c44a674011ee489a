// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
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

    @Test
    void aUriIsReadAsItStands() {
        var certificate = new TestCertificate("x")
                .name("spiffe.example")
                .uri("spiffe://A/b")
                .selfSigned()
                .certificate();
        assertThat(CertificateNames.uris(certificate)).containsExactly("spiffe://A/b");
    }
}
