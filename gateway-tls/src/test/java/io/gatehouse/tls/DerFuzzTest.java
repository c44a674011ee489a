// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys and certificates in PEM whose DER is damaged here and there. The sound ones are made anew each time. */
class DerFuzzTest {
    private static final int MAX_CHANGES = 4;
    private static final List<PemBlock> SOUND = sound();

    private static List<PemBlock> sound() {
        TestCa ca = TestCa.create("fuzz");
        List<PemBlock> blocks = new ArrayList<>();
        for (TestIdentity each : List.of(ca.server("a.test"), ca.rsaServer("a.test"))) {
            for (String pem : List.of(each.keyPem(), each.legacyKeyPem(), each.leafPem())) {
                try {
                    blocks.addAll(PemReader.read(pem.getBytes(StandardCharsets.US_ASCII)));
                } catch (PemFault fault) {
                    throw new AssertionError(fault.found(), fault);
                }
            }
        }
        return blocks;
    }

    @FuzzTest
    void isAKeyOrACertificateOrAFault(FuzzedDataProvider data) {
        PemBlock sound = SOUND.get(data.consumeInt(0, SOUND.size() - 1));
        String label = data.consumeInt(0, 7) == 1
                ? SOUND.get(data.consumeInt(0, SOUND.size() - 1)).label()
                : sound.label();
        byte[] der = sound.der().clone();
        for (int left = data.consumeInt(1, MAX_CHANGES); left > 0; left--) {
            der[data.consumeInt(0, der.length - 1)] = data.consumeByte();
        }
        int length = data.consumeInt(0, 7) == 1 ? data.consumeInt(1, der.length + 4) : der.length;
        PemFuzzTest.parse(new PemBlock(label, Arrays.copyOf(der, length), 1, false));
    }
}
