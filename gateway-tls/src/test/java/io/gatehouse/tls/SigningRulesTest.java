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
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Which keys are refused at load has to be what BoringSSL refuses in handshakes. */
class SigningRulesTest {
    private static final TestCa CA = TestCa.create("signing");
    private static final String HOST = "shop.example.com";

    static final List<Arguments> MUTE = List.of(
            Arguments.of(request().keys(ec("secp224r1")), "an EC key on the curve secp224r1"),
            Arguments.of(request().keys(ec("secp256k1")), "an EC key on the curve secp256k1"),
            Arguments.of(
                    request().keyUsage(KeyUsage.keyAgreement), "an EC key whose key usage has no digitalSignature"),
            Arguments.of(
                    request().keys(rsa(BigInteger.ONE.shiftLeft(33).setBit(0))),
                    "an RSA key with an exponent of 34 bits"));

    static final List<TestCertificate> SIGNING = List.of(
            request().curve("secp521r1"),
            request().keyUsage(0),
            request().keys(rsa(BigInteger.valueOf(3))),
            request().keys(rsa(BigInteger.ONE.shiftLeft(32).setBit(0))));

    @ParameterizedTest(name = "{1}")
    @FieldSource("MUTE")
    void aKeyThatSignsNothingIsRefusedAtLoad(TestCertificate request, String found) throws Exception {
        TestIdentity identity = request.issuedBy(CA);
        TestConfig config = new TestConfig().server("shop", HOST, identity);
        assertThat(config.load()).isEmpty();
        assertThat(config.report())
                .startsWith("ssls.yaml:2:11: error: ssls[0].cert: key of the certificate signs no handshake")
                .contains("found:    shop.crt: " + found);
        assertThatThrownBy(() -> exchange(identity)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @FieldSource("SIGNING")
    void anotherIsServed(TestCertificate request) throws Exception {
        TestIdentity identity = request.issuedBy(CA);
        TestConfig config = new TestConfig().server("shop", HOST, identity);
        assertThat(config.load()).isPresent();
        assertThat(exchange(identity)).isEqualTo("hello");
    }

    /** As BoringSSL asks for no signature of such a key. */
    @Test
    void aClientWithSuchAKeyShowsNothing() {
        SslObject object = TestObjects.object("secure", HOST)
                .with(CA.server(HOST))
                .clients(1, CA)
                .build();
        TestIdentity client = TestCa.clientRequest("a").keys(ec("secp256k1")).issuedBy(CA);
        for (TlsVersion version : TlsVersion.values()) {
            HandshakeRehearsal.End end = HandshakeRehearsal.of(object, HOST, version, client.chain(), Instant.now());
            assertThat(end).isInstanceOf(HandshakeRehearsal.End.Refused.class);
            assertThat(((HandshakeRehearsal.End.Refused) end).reason())
                    .isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        }
    }

    private static String exchange(TestIdentity identity) throws IOException {
        SslObject object = TestObjects.object("shop", HOST).with(identity).build();
        try (TestGateway gateway = TestGateway.serving(object);
                TlsConnection connection =
                        TlsClient.trusting(CA).protocols("TLSv1.2").connect(gateway.address(), HOST)) {
            connection.write("hello");
            return connection.read(5);
        }
    }

    private static TestCertificate request() {
        return TestCa.serverRequest(HOST);
    }

    private static KeyPair ec(String curve) {
        return keys("EC", new ECGenParameterSpec(curve));
    }

    private static KeyPair rsa(BigInteger exponent) {
        return keys("RSA", new RSAKeyGenParameterSpec(2048, exponent));
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider());
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
