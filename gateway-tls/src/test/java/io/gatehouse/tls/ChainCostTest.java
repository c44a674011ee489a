// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client cannot keep an event loop busy by what it sends as its chain. */
class ChainCostTest {
    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(20); // without a bound it takes years
    private static final TestCa CLIENTS = TestCa.create("clients");

    @BeforeAll
    static void load() throws TlsUnavailableException {
        TlsLibrary.ensureAvailable(); // the codes of refusals are its
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void issuersWhoseNamesLeadToEachOtherAreNotTriedInEveryOrder(int depth) {
        ChainVerifier verifier = new ChainVerifier(List.of(CLIENTS.certificate()), depth, Purpose.CLIENT);
        Certificate[] chain =
                circles(CLIENTS.name(), ca -> ca.client("stranger")).chain().toArray(new Certificate[0]);
        assertTimeoutPreemptively(
                FAR_TOO_LONG,
                () -> assertThatThrownBy(() -> verifier.verify(chain, Instant.now()))
                        .isInstanceOf(OpenSslCertificateException.class)
                        .hasMessage("no path to a trusted CA certificate"));
    }

    /** A leaf of a stranger, and issuers; one of the last two says that a CA of that name has issued it. */
    static TestIdentity circles(String caName, Function<TestCa, TestIdentity> leafOf) {
        TestCa ofItsName = TestCa.create(caName);
        TestCa a = ofItsName.intermediate("a");
        TestCa b = ofItsName.intermediate("b");
        TestIdentity leaf = leafOf.apply(a);
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf.certificate()));
        while (chain.size() < ChainVerifier.MAX_PRESENTED - 1) {
            chain.add(b.intermediate("a").certificate());
            chain.add(a.intermediate("b").certificate());
        }
        chain.set(chain.size() - 1, b.certificate());
        return new TestIdentity(chain, leaf.key());
    }
}
