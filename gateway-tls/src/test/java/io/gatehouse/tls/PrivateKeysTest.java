// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TestPem;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    private static final TestCa CA = TestCa.create("keys");

    static final List<Arguments> KEYS = Stream.of(
                    List.of("RSA", CA.rsaServer("a.test"), CA.rsaServer("a.test")),
                    List.of("P-256", CA.server("a.test"), CA.server("a.test")),
                    List.of("P-384", onCurve("secp384r1"), onCurve("secp384r1")),
                    List.of("P-521", onCurve("secp521r1"), onCurve("secp521r1")))
            .map(row -> Arguments.of(row.get(0), row.get(1), row.get(2)))
            .toList();

    @ParameterizedTest(name = "{0}")
    @FieldSource("KEYS")
    void readsPkcs8AndTellsWhoseItIs(String kind, TestIdentity own, TestIdentity other) throws Exception {
        check(own.keyPem(), own, other);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("KEYS")
    void readsTheOlderFormsAndTellsWhoseTheyAre(String kind, TestIdentity own, TestIdentity other) throws Exception {
        check(own.legacyKeyPem(), own, other);
        check(
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + own.legacyKeyPem(),
                own,
                other);
    }

    /** As {@code openssl ec -conv_form compressed} writes it. */
    @Test
    void readsAKeyWhosePublicHalfIsCompressed() throws Exception {
        TestIdentity own = CA.server("a.test");
        ECPrivateKey key = (ECPrivateKey) own.key();
        byte[] half =
                CustomNamedCurves.getByName("P-256").getG().multiply(key.getS()).getEncoded(true);
        byte[] der = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, key.getS(), new DERBitString(half), SECObjectIdentifiers.secp256r1)
                .getEncoded();
        check(TestPem.block("EC PRIVATE KEY", der), own, CA.server("a.test"));
    }

    /** RFC 5915, section 3: parameters and public key are tagged explicitly. Here they are not. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"30080201010401018000", "300f020101040101a00606042b8104228100"})
    void aKeyWithBrokenTagsIsAFault(String der) {
        PemBlock block = new PemBlock("EC PRIVATE KEY", HexFormat.of().parseHex(der), 1, false);
        assertThatThrownBy(() -> PrivateKeys.read(block)).isInstanceOf(PemFault.class);
    }

    private static void check(String pem, TestIdentity own, TestIdentity other) throws PemFault {
        List<PemBlock> blocks = PemReader.read(pem.getBytes(StandardCharsets.US_ASCII));
        PemBlock block = blocks.get(blocks.size() - 1);
        assertThat(block.isKey()).isTrue();
        var key = PrivateKeys.read(block);
        assertThat(PrivateKeys.match(key, own.certificate().getPublicKey())).isTrue();
        assertThat(PrivateKeys.match(key, other.certificate().getPublicKey())).isFalse();
        assertThat(block.toString()).doesNotContain(pem.split("\n", -1)[1]);
    }

    private static TestIdentity onCurve(String curve) {
        return TestCa.serverRequest("a.test").curve(curve).issuedBy(CA);
    }
}
