// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.security.cert.CRLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of clients that are looked up in revocation lists. */
class CrlHandshakeTest {
    private static final String HOST = "secure.test";
    private static final TestCa SERVERS = TestCa.create("servers");
    private static final TestIdentity SERVER = SERVERS.server(HOST);
    private static final TestCa ROOT = TestCa.create("clients");
    private static final TestCa BELOW = ROOT.intermediate("below");
    private static final TestIdentity ALICE = ROOT.client("alice");
    private static final TestIdentity MALLORY = ROOT.client("mallory");
    private static final TestIdentity BOB = BELOW.client("bob");

    private final TestGateway gateway = TestGateway.serving();

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesARevokedCertificateAndSaysSo(String version) throws Exception {
        serve(false, List.of(ROOT), TestCrl.of(ROOT).revoke(MALLORY).revokeStrangers(1000));
        assertThat(exchange(version, ALICE)).isEqualTo("hello");
        assertThatThrownBy(() -> exchange(version, MALLORY)).hasMessageContaining("certificate_revoked");
        TestGateway.Refusal refusal = gateway.nextRefusal();
        assertThat(refusal.reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED);
        assertThat(refusal.detail()).startsWith("certificate is revoked, serial ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesWhatNoListOfItsIssuerCovers(String version) throws Exception {
        serve(false, List.of(ROOT), TestCrl.of(ROOT));
        assertThatThrownBy(() -> exchange(version, BOB)).hasMessageContaining("unknown_ca");
        TestGateway.Refusal refusal = gateway.nextRefusal();
        assertThat(refusal.reason()).isEqualTo(HandshakeFailure.CRL_MISSING);
        assertThat(refusal.detail()).isEqualTo("no CRL of the issuer 'CN=below'");
    }

    @Test
    void looksEachCertificateUpInTheListOfItsOwnIssuer() throws Exception {
        serve(
                false,
                List.of(ROOT, BELOW),
                TestCrl.of(ROOT).revoke(BOB),
                TestCrl.of(BELOW).revoke(ALICE));
        assertThat(exchange("TLSv1.3", ALICE)).isEqualTo("hello");
        assertThat(exchange("TLSv1.3", BOB)).isEqualTo("hello");
        serve(false, List.of(ROOT, BELOW), TestCrl.of(ROOT), TestCrl.of(BELOW).revoke(BOB));
        assertThatThrownBy(() -> exchange("TLSv1.3", BOB)).hasMessageContaining("certificate_revoked");
    }

    /** Not that of a root, which no list is about, nor that of a CA in the list of another than its issuer. */
    @Test
    void aSerialNumberIsThatOfACertificateOfItsIssuer() throws Exception {
        serve(
                false,
                List.of(ROOT, BELOW),
                TestCrl.of(ROOT).revoke(ROOT),
                TestCrl.of(BELOW).revoke(BELOW));
        assertThat(exchange("TLSv1.3", ALICE)).isEqualTo("hello");
        assertThat(exchange("TLSv1.3", BOB)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoListsOfAnIssuerTheNewerCountsWhicheverIsFirst(boolean newerFirst) throws Exception {
        Instant now = Instant.now();
        TestCrl older = TestCrl.of(ROOT).valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
        TestCrl newer = TestCrl.of(ROOT).revoke(MALLORY);
        serve(false, List.of(ROOT), newerFirst ? newer : older, newerFirst ? older : newer);
        assertThatThrownBy(() -> exchange("TLSv1.3", MALLORY)).hasMessageContaining("certificate_revoked");
    }

    @Test
    void refusesEverythingBelowARevokedIntermediate() throws Exception {
        serve(false, List.of(ROOT, BELOW), TestCrl.of(ROOT).revoke(BELOW), TestCrl.of(BELOW));
        assertThatThrownBy(() -> exchange("TLSv1.3", BOB)).hasMessageContaining("certificate_revoked");
        assertThat(gateway.nextRefusal().detail()).startsWith("issuer 'CN=below' is revoked, serial ");
        assertThat(exchange("TLSv1.3", ALICE)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aListThatBecomesStaleRefusesEverybody(String version) throws Exception {
        serve(false, List.of(ROOT), TestCrl.of(ROOT));
        assertThat(exchange(version, ALICE)).isEqualTo("hello");
        gateway.clock.advance(Duration.ofDays(8));
        assertThatThrownBy(() -> exchange(version, ALICE)).hasMessageContaining("certificate_expired");
        TestGateway.Refusal refusal = gateway.nextRefusal();
        assertThat(refusal.reason()).isEqualTo(HandshakeFailure.CRL_STALE);
        assertThat(refusal.detail()).isEqualTo("stale CRL of 'CN=clients root'");
    }

    @Test
    void aStaleListStillCountsWhereThatIsAllowedAndEachHandshakeIsReported() throws Exception {
        serve(true, List.of(ROOT), TestCrl.of(ROOT).revoke(MALLORY));
        assertThat(exchange("TLSv1.3", ALICE)).isEqualTo("hello");
        assertThat(gateway.acceptedUnderStaleCrl).isEmpty();
        gateway.clock.advance(Duration.ofDays(8));
        assertThat(exchange("TLSv1.3", ALICE)).isEqualTo("hello");
        assertThat(gateway.acceptedUnderStaleCrl).containsExactly(HOST);
        assertThatThrownBy(() -> exchange("TLSv1.3", MALLORY)).hasMessageContaining("certificate_revoked");
        assertThat(gateway.acceptedUnderStaleCrl).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotSurviveAnotherList(String version) throws Exception {
        serve(false, List.of(ROOT), TestCrl.of(ROOT));
        try (BoringClient client = BoringClient.speaking(version, MALLORY)) {
            client.exchange(gateway.address(), HOST);
            assertThat(client.exchange(gateway.address(), HOST).reused()).isTrue();
            serve(false, List.of(ROOT), TestCrl.of(ROOT).revoke(MALLORY));
            assertThatThrownBy(() -> client.exchange(gateway.address(), HOST)).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REVOKED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsNotResumedUnderAListThatBecameStale(String version) throws Exception {
        serve(false, List.of(ROOT), TestCrl.of(ROOT));
        gateway.contexts.shareTickets(new TicketKeySet(List.of(new byte[48]))); // a key that no time ends
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            client.exchange(gateway.address(), HOST);
            gateway.clock.advance(Duration.ofDays(8));
            assertThatThrownBy(() -> client.exchange(gateway.address(), HOST)).isInstanceOf(ExecutionException.class);
            TestGateway.Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.reason()).isEqualTo(HandshakeFailure.RESUMPTION_REFUSED);
            assertThat(refusal.detail()).startsWith("stale CRL");
        }
    }

    private void serve(boolean allowStale, List<TestCa> authorities, TestCrl... lists) throws CRLException {
        gateway.swap(TestObjects.object("secure", HOST)
                .with(SERVER)
                .clients(1, authorities.toArray(new TestCa[0]))
                .revoking(allowStale, lists)
                .build());
    }

    private String exchange(String version, TestIdentity identity) throws IOException {
        TlsClient client = TlsClient.trusting(SERVERS).protocols(version).identity(identity);
        try (TlsConnection connection = client.connect(gateway.address(), HOST)) {
            connection.write("hello"); // in TLS 1.3 the client learns of a refusal only when it reads
            return connection.read(5);
        }
    }
}
