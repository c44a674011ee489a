// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** CRLs whose DER is damaged here and there: a list, or a fault; and never one that a CA has signed. */
class CrlFuzzTest {
    private static final int MAX_CHANGES = 4;
    private static final TestCa CA = TestCa.create("fuzz");
    private static final List<byte[]> SOUND = List.of(
            TestCrl.of(CA).revokeStrangers(3).der(),
            TestCrl.of(CA).delta().der(),
            TestCrl.of(CA).revoke(7, 8).valid(Instant.EPOCH, null).der());

    @FuzzTest
    void isAListOrAFault(FuzzedDataProvider data) {
        byte[] sound = SOUND.get(data.consumeInt(0, SOUND.size() - 1));
        byte[] der = sound.clone();
        for (int left = data.consumeInt(1, MAX_CHANGES); left > 0; left--) {
            der[data.consumeInt(0, der.length - 1)] = data.consumeByte();
        }
        int length = data.consumeInt(0, 7) == 1 ? data.consumeInt(1, der.length + 4) : der.length;
        byte[] damaged = Arrays.copyOf(der, length);
        X509CRL crl;
        try {
            crl = CrlRules.parse(damaged);
        } catch (CRLException e) {
            return;
        }
        assertThat(CrlRules.partial(crl)).isNotNull();
        var signer = CrlRules.signer(crl, List.of(CA.certificate()));
        if (signer != null) {
            assertThat(damaged).startsWith(Arrays.copyOf(sound, sound.length / 2));
            assertThat(RevocationList.of(crl, Authority.of(signer), "").entries())
                    .isLessThanOrEqualTo(3);
        }
    }
}
