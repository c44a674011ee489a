// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestPem;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a PEM file holds: blocks that can be written and read again, or a fault that says what to do. */
class PemFuzzTest {
    private static final List<PublicKey> OTHERS = others();

    private static List<PublicKey> others() {
        TestCa ca = TestCa.create("others");
        return Stream.of(ca.server("a.test"), ca.rsaServer("a.test"))
                .map(identity -> identity.certificate().getPublicKey())
                .toList();
    }

    /** Made anew each time: there are no keys in the repository. */
    static Stream<byte[]> files() {
        var identity = TestCa.create("fuzz").server("a.test");
        return Stream.of(identity.chainPem(), identity.keyPem(), identity.legacyKeyPem(), "text\n" + identity.leafPem())
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("files")
    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/pem.dict")
    void isBlocksOrAFaultThatTeaches(byte[] content) {
        List<PemBlock> blocks;
        try {
            blocks = PemReader.read(content);
        } catch (PemFault fault) {
            assertTeaches(fault);
            return;
        }
        for (PemBlock block : blocks) {
            assertIsReadAgain(block);
            parse(block);
        }
    }

    private static void assertIsReadAgain(PemBlock block) {
        try {
            PemBlock again = PemReader.read(
                            TestPem.block(block.label(), block.der()).getBytes(StandardCharsets.US_ASCII))
                    .get(0);
            assertThat(again.label()).isEqualTo(block.label());
            assertThat(again.der()).isEqualTo(block.der());
        } catch (PemFault fault) {
            throw new AssertionError(fault.found(), fault);
        }
    }

    /** What the DER within makes is a certificate, a key whose half can be looked for, or a fault; never another exception. */
    static void parse(PemBlock block) {
        try {
            Certificates.of(List.of(block));
            PrivateKey key = PrivateKeys.read(block);
            OTHERS.forEach(other -> PrivateKeys.match(key, other));
        } catch (PemFault fault) {
            assertTeaches(fault);
        }
    }

    private static void assertTeaches(PemFault fault) {
        assertThat(fault.line()).isNotNegative();
        assertThat(fault.found()).isNotBlank();
        assertThat(fault.expected()).isNotBlank();
        assertThat(fault.remedy()).isNotBlank();
    }
}
