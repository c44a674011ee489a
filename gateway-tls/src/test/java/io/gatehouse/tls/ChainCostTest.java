// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gatehouse.tls.fixtures.TestCa;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client cannot keep an event loop busy by what it sends as its chain. */
class ChainCostTest {
    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(20); // without a bound it takes years
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestCa OF_ITS_NAME = TestCa.create("clients");

    @BeforeAll
    static void load() throws TlsUnavailableException {
        TlsLibrary.ensureAvailable(); // the codes of refusals are its
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void issuersWhoseNamesLeadToEachOtherAreNotTriedInEveryOrder(int depth) {
        ChainVerifier verifier = new ChainVerifier(List.of(CLIENTS.certificate()), depth, Purpose.CLIENT);
        Certificate[] chain = circles();
        assertTimeoutPreemptively(
                FAR_TOO_LONG,
                () -> assertThatThrownBy(() -> verifier.verify(chain, Instant.now()))
                        .isInstanceOf(OpenSslCertificateException.class)
                        .hasMessage("no path to a trusted CA certificate"));
    }

    /** One of the last two says that the trusted CA has issued it. */
    private static Certificate[] circles() {
        TestCa a = OF_ITS_NAME.intermediate("a");
        TestCa b = OF_ITS_NAME.intermediate("b");
        List<Certificate> chain = new ArrayList<>();
        chain.add(a.client("stranger").certificate());
        while (chain.size() < ChainVerifier.MAX_PRESENTED - 1) {
            chain.add(b.intermediate("a").certificate());
            chain.add(a.intermediate("b").certificate());
        }
        chain.set(chain.size() - 1, b.certificate());
        return chain.toArray(new Certificate[0]);
    }
}
