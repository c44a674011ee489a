// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered is the same instance; what is verified anew is an equal one. */
class KnownChainsTest {
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestCa BELOW = CLIENTS.intermediate("below");
    private static final TestCa STRANGERS = TestCa.create("strangers");
    private static final TestIdentity ALICE = BELOW.client("alice");
    private static final ClientPolicy POLICY = TestObjects.policy(1, CLIENTS);

    private final Instant now = Instant.now();
    private final KnownChains chains = new KnownChains(2);

    @BeforeAll
    static void load() throws TlsUnavailableException {
        TlsLibrary.ensureAvailable(); // the codes of refusals are its
    }

    private VerifiedPath verify(ClientPolicy policy, TestIdentity client, Instant when) throws Exception {
        return verify(policy, client.chain(), when);
    }

    private VerifiedPath verify(ClientPolicy policy, List<X509Certificate> chain, Instant when) throws Exception {
        return chains.of(policy).verify(chain.toArray(new Certificate[0]), when);
    }

    @Test
    void aChainThatComesAgainIsRemembered() throws Exception {
        VerifiedPath first = verify(POLICY, ALICE, now);
        assertThat(verify(POLICY, ALICE, now.plusSeconds(60))).isSameAs(first);
        assertThat(first).isEqualTo(POLICY.verify(ALICE.chain().toArray(new Certificate[0]), now));
    }

    @Test
    void anotherChainToTheSameLeafIsVerified() throws Exception {
        verify(POLICY, ALICE, now);
        assertThatThrownBy(() -> verify(POLICY, List.of(ALICE.certificate()), now))
                .isInstanceOf(OpenSslCertificateException.class)
                .hasMessageContaining("no path");
    }

    @Test
    void aLeafOfAnotherClientIsVerified() throws Exception {
        verify(POLICY, ALICE, now);
        X509Certificate forged = STRANGERS.client("alice").certificate();
        assertThatThrownBy(() -> verify(POLICY, List.of(forged, BELOW.certificate()), now))
                .isInstanceOf(OpenSslCertificateException.class);
    }

    @Test
    void anotherPolicyVerifiesByItself() throws Exception {
        VerifiedPath first = verify(POLICY, ALICE, now);
        assertThatThrownBy(() -> verify(TestObjects.policy(1, STRANGERS), ALICE, now))
                .isInstanceOf(OpenSslCertificateException.class);
        assertThatThrownBy(() -> verify(TestObjects.policy(0, CLIENTS), ALICE, now))
                .hasMessageContaining("more than 0");
        assertThat(verify(TestObjects.policy(1, CLIENTS), ALICE, now)).isNotSameAs(first);
    }

    @Test
    void aLeafThatHasExpiredMeanwhileIsRefused() throws Exception {
        TestIdentity brief = TestCa.clientRequest("brief")
                .valid(now.minusSeconds(600), now.plusSeconds(60))
                .issuedBy(BELOW);
        verify(POLICY, brief, now);
        assertThatThrownBy(() -> verify(POLICY, brief, now.plusSeconds(120)))
                .hasMessageContaining("certificate has expired");
    }

    @Test
    void anIssuerThatHasExpiredMeanwhileIsRefused() throws Exception {
        TestCa brief =
                CLIENTS.intermediate(new TestCertificate("brief").valid(now.minusSeconds(600), now.plusSeconds(60)));
        TestIdentity client = brief.client("a");
        verify(POLICY, client, now);
        assertThatThrownBy(() -> verify(POLICY, client, now.plusSeconds(120)))
                .hasMessageContaining("an issuer's certificate has expired");
    }

    @Test
    void aClockThatIsSetBackMakesItNotYetValid() throws Exception {
        TestIdentity young = TestCa.clientRequest("young")
                .valid(now.minusSeconds(60), now.plusSeconds(600))
                .issuedBy(BELOW);
        verify(POLICY, young, now);
        assertThatThrownBy(() -> verify(POLICY, young, now.minusSeconds(120))).hasMessageContaining("not yet valid");
    }

    @Test
    void newerRevocationListsAreAskedAboutAKnownChain() throws Exception {
        ClientPolicy good = revoking(TestCrl.of(CLIENTS), TestCrl.of(BELOW));
        VerifiedPath first = verify(good, ALICE, now);
        ClientPolicy renewed =
                good.with(revoking(TestCrl.of(CLIENTS), TestCrl.of(BELOW).revokeStrangers(1))
                        .revocations()
                        .orElseThrow());
        assertThat(verify(renewed, ALICE, now))
                .as("a list is no part of the path")
                .isSameAs(first);
        ClientPolicy revoked =
                good.with(revoking(TestCrl.of(CLIENTS), TestCrl.of(BELOW).revoke(ALICE))
                        .revocations()
                        .orElseThrow());
        assertThatThrownBy(() -> verify(revoked, ALICE, now)).hasMessageContaining("is revoked");
    }

    private static ClientPolicy revoking(TestCrl... lists) throws Exception {
        SslObject object = TestObjects.object("any", "any.test")
                .with(CLIENTS.server("any.test"))
                .clients(1, CLIENTS, BELOW)
                .revoking(false, lists)
                .build();
        return object.clientPolicy().orElseThrow();
    }

    @Test
    void theLeastRecentlyUsedIsForgotten() throws Exception {
        VerifiedPath first = verify(POLICY, ALICE, now);
        TestIdentity bob = BELOW.client("bob");
        VerifiedPath second = verify(POLICY, bob, now);
        verify(POLICY, ALICE, now);
        verify(POLICY, BELOW.client("carol"), now);
        assertThat(verify(POLICY, ALICE, now)).isSameAs(first);
        assertThat(verify(POLICY, bob, now)).isNotSameAs(second);
    }

    @Test
    void everythingIsVerifiedAnewAfterAWhile() throws Exception {
        VerifiedPath first = verify(POLICY, ALICE, now);
        assertThat(verify(POLICY, ALICE, now.plus(KnownChains.KEPT))).isNotSameAs(first);
    }

    @Test
    void whatIsTooOldIsGivenUp() throws Exception {
        VerifiedPath first = verify(POLICY, ALICE, now);
        chains.forgetOld(now.plusSeconds(60));
        assertThat(verify(POLICY, ALICE, now)).isSameAs(first);
        chains.forgetOld(now.plus(KnownChains.KEPT));
        assertThat(verify(POLICY, ALICE, now)).isNotSameAs(first);
    }

    /** By handshakes, full and resumed: the second finds what the first has verified. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void handshakesOfOneClientShareTheirPath(String version) throws Exception {
        TestCa servers = TestCa.create("servers");
        SslObject object = TestObjects.object("secure", "secure.test")
                .with(servers.server("secure.test"))
                .clients(1, CLIENTS)
                .build();
        try (TestGateway gateway = TestGateway.serving(object)) {
            TlsClient client = TlsClient.trusting(servers).identity(ALICE).protocols(version);
            VerifiedPath first = pathOf(gateway, client, false);
            assertThat(pathOf(gateway, client, true)).isSameAs(first);
            assertThat(pathOf(gateway, TlsClient.trusting(servers).identity(ALICE), false))
                    .isSameAs(first);
            gateway.clock.advance(KnownChains.KEPT);
            assertThat(pathOf(gateway, TlsClient.trusting(servers).identity(ALICE), false))
                    .isNotSameAs(first);
        }
    }

    private static VerifiedPath pathOf(TestGateway gateway, TlsClient client, boolean resumed) throws Exception {
        try (TlsConnection connection = client.connect(gateway.address(), "secure.test")) {
            connection.write("x");
            connection.read(1); // and the ticket before it
            TlsEstablished tls = gateway.nextEstablished();
            assertThat(tls.resumed()).isEqualTo(resumed);
            return tls.peer().orElseThrow().path();
        }
    }
}
