// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Keys are recognised by their octets only where {@link PrivateKeys} reads the same key and finds that it fits. */
class UsualEcKeyTest {
    private static final TestCa CA = TestCa.create("usual");
    private static final TestIdentity OTHER = CA.server("a.test");

    static final List<Arguments> KEYS = Stream.of("secp256r1", "secp384r1")
            .flatMap(curve -> {
                TestIdentity identity = onCurve(curve);
                PemBlock older = block(identity.legacyKeyPem());
                PemBlock newer = new PemBlock("PRIVATE KEY", withoutCurveInside(older), 1, false);
                return Stream.of(Arguments.of(curve, older, identity), Arguments.of(curve, newer, identity));
            })
            .toList();

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("KEYS")
    void isTheKeyThatAnyReaderReads(String curve, PemBlock block, TestIdentity identity) throws Exception {
        PublicKey certified = identity.certificate().getPublicKey();
        byte[] pkcs8 = Objects.requireNonNull(UsualEcKey.of(block, certified));

        PrivateKey read = PrivateKeys.again(pkcs8, KeyKind.ECDSA);
        assertThat(read)
                .isInstanceOfSatisfying(
                        java.security.interfaces.ECPrivateKey.class,
                        key -> assertThat(key.getS())
                                .isEqualTo(((java.security.interfaces.ECPrivateKey) identity.key()).getS()));
        assertThat(PrivateKeys.match(read, certified)).isTrue();
        assertThat(UsualEcKey.of(block, OTHER.certificate().getPublicKey())).isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("KEYS")
    void isNotRecognisedIfAnOctetIsAnother(String curve, PemBlock block, TestIdentity identity) {
        PublicKey certified = identity.certificate().getPublicKey();
        int privateLength = curve.equals("secp256r1") ? 32 : 48;
        int recognised = 0;
        for (int i = 0; i < block.der().length; i++) {
            byte[] der = block.der().clone();
            der[i] ^= 1;
            recognised += UsualEcKey.of(new PemBlock(block.label(), der, 1, false), certified) == null ? 0 : 1;
        }
        assertThat(recognised).isEqualTo(privateLength); // BoringSSL notices those

        byte[] shorter = Arrays.copyOf(block.der(), block.der().length - 1);
        assertThat(UsualEcKey.of(new PemBlock(block.label(), shorter, 1, false), certified))
                .isNull();
        assertThat(UsualEcKey.of(new PemBlock("RSA PRIVATE KEY", block.der(), 1, false), certified))
                .isNull();
        assertThat(UsualEcKey.of(new PemBlock(block.label(), block.der(), 1, true), certified))
                .isNull();
    }

    @Test
    void isNoneWithoutItsPublicHalfOrOnAnotherCurve() {
        TestIdentity large = onCurve("secp521r1");

        assertThat(UsualEcKey.of(block(OTHER.keyPem()), OTHER.certificate().getPublicKey()))
                .isNull();
        assertThat(UsualEcKey.of(
                        block(large.legacyKeyPem()), large.certificate().getPublicKey()))
                .isNull();
    }

    /** PKCS#8 as OpenSSL writes it: the curve stands in the algorithm only. */
    private static byte[] withoutCurveInside(PemBlock sec1) {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(sec1.der());
            int bits = sec1.der().length == 121 ? 256 : 384;
            AlgorithmIdentifier algorithm =
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
            return new PrivateKeyInfo(algorithm, new ECPrivateKey(bits, key.getKey(), key.getPublicKey(), null))
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PemBlock block(String pem) {
        String text = pem.replaceAll("-----[^-]*-----|\\s", "");
        String label = pem.substring("-----BEGIN ".length(), pem.indexOf("-----", 5));
        return new PemBlock(label, Base64.getDecoder().decode(text), 1, false);
    }

    private static TestIdentity onCurve(String curve) {
        return TestCa.serverRequest("a.test").curve(curve).issuedBy(CA);
    }
}
