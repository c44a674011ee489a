// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class CredentialChoiceTest {
    private static final TestCa CA = TestCa.create("choice");
    private static final Credential RSA = TestObjects.credential(CA.rsaServer("a.test"));
    private static final Credential P256 = TestObjects.credential(CA.server("a.test"));
    private static final Credential P384 = TestObjects.credential(
            TestCa.serverRequest("a.test").curve("secp384r1").issuedBy(CA));

    private static final Set<TlsVersion> BOTH = EnumSet.allOf(TlsVersion.class);
    private static final Set<TlsVersion> ONLY_12 = EnumSet.of(TlsVersion.TLS_1_2);
    private static final int[] ECDSA = {0xC02B};
    private static final int[] RSA_SUITE = {0xC02F};
    private static final int[] EITHER = {0xC02F, 0xC02B};
    private static final byte[] V13 = HelloBytes.versions(0x0304, 0x0303);
    private static final byte[] V12 = HelloBytes.versions(0x0303);
    private static final byte[] CURVES = HelloBytes.groups(0x1D, 0x17, 0x18);

    /** Title, hello, protocols of the object, expected credential. The object holds RSA, P-384 and P-256, in this order. */
    static final List<Arguments> TABLE = List.of(
            row("1.3: P-256 where only that is verified", EITHER, BOTH, P256, V13, CURVES, schemes(0x0804, 0x0403)),
            row("1.3: P-384 where only that is verified", EITHER, BOTH, P384, V13, CURVES, schemes(0x0804, 0x0503)),
            row("1.3: RSA where no ECDSA is verified", EITHER, BOTH, RSA, V13, CURVES, schemes(0x0804)),
            row("1.3: suites of TLS 1.2 do not matter", RSA_SUITE, BOTH, P256, V13, CURVES, schemes(0x0403, 0x0804)),
            row(
                    "1.3: groups do not matter for signatures",
                    EITHER,
                    BOTH,
                    P256,
                    V13,
                    HelloBytes.groups(0x1D),
                    schemes(0x0403)),
            row("1.3: nothing fits: the first", EITHER, BOTH, RSA, V13, CURVES, schemes(0x0807)),
            row("1.2: no ECDSA suite", RSA_SUITE, BOTH, RSA, V12, CURVES, schemes(0x0403, 0x0401)),
            row("1.2: no RSA suite", ECDSA, BOTH, P384, V12, CURVES, schemes(0x0403, 0x0401)),
            row("1.2: curve of P-384 not supported", EITHER, BOTH, P256, V12, HelloBytes.groups(0x17), schemes(0x0403)),
            row("1.2: no curve supported", EITHER, BOTH, RSA, V12, HelloBytes.groups(0x1D), schemes(0x0403, 0x0401)),
            row("1.2: no ECDSA scheme", EITHER, BOTH, RSA, V12, CURVES, schemes(0x0401)),
            row("1.2: nothing said about schemes: the first", EITHER, BOTH, RSA, V12, CURVES),
            row("1.2: SHA-1 is no scheme", EITHER, BOTH, RSA, V12, CURVES, schemes(0x0203, 0x0401)),
            row("1.2 forced by the object", RSA_SUITE, ONLY_12, RSA, V13, CURVES, schemes(0x0403, 0x0804)));

    @ParameterizedTest(name = "{0}")
    @FieldSource("TABLE")
    void chooses(String title, byte[] hello, Set<TlsVersion> protocols, Credential expected) throws Exception {
        List<Credential> credentials = List.of(RSA, P384, P256);
        int chosen = CredentialChoice.choose(ClientHello.parse(hello), credentials, protocols, CipherSuite.DEFAULT);
        assertThat(credentials.get(chosen)).isEqualTo(expected);
    }

    private static Arguments row(
            String title, int[] suites, Set<TlsVersion> protocols, Credential expected, byte[]... extensions) {
        return Arguments.of(title, HelloBytes.body(suites, extensions), protocols, expected);
    }

    private static byte[] schemes(int... codes) {
        return HelloBytes.schemes(codes);
    }
}
