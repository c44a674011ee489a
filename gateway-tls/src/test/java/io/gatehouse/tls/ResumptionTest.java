// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session must never bring a client where a full handshake would not (CVE-2025-23419, CVE-2025-68121). */
class ResumptionTest {
    private static final TestCa SERVERS = TestCa.create("servers");
    private static final TestCa CLIENTS = TestCa.create("clients");
    private static final TestCa OTHERS = TestCa.create("others");
    private static final TestIdentity ALICE = CLIENTS.client("alice");
    private static final TestIdentity SHARED = SERVERS.server("open.test", "secure.test", "other.test", "lenient.test");

    private static final SslObject OPEN =
            TestObjects.object("open", "open.test").with(SHARED).build();
    private static final SslObject SECURE = secured(CLIENTS, 1);
    private static final SslObject OTHER = TestObjects.object("other", "other.test")
            .with(SHARED)
            .clients(1, OTHERS)
            .build();

    private static final SslObject LENIENT = TestObjects.object("lenient", "lenient.test")
            .with(SHARED)
            .optionalClients(1, CLIENTS)
            .build();

    /** A key that no time ends. */
    private static final TicketKeySet LASTING = new TicketKeySet(List.of(new byte[48]));

    private final TestGateway gateway = TestGateway.serving(OPEN, SECURE, OTHER, LENIENT);

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumedWhereItWasMade(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            assertThat(exchange(client, "secure.test").reused()).isFalse();
            PeerIdentity first = gateway.nextEstablished().peer().orElseThrow();
            assertThat(exchange(client, "secure.test").reused()).isTrue();
            TlsEstablished resumed = gateway.nextEstablished();
            assertThat(resumed.resumed()).isTrue();
            assertThat(resumed.peer()).contains(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionWithoutCertificateDoesNotOpenAnObjectThatAsksForOne(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, null)) {
            exchange(client, "open.test");
            assertThatThrownBy(() -> exchange(client, "secure.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotCrossFromOnePolicyToAnother(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "secure.test");
            assertThatThrownBy(() -> exchange(client, "other.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
        }
    }

    @ParameterizedTest(name = "{0} with certificate: {1}")
    @CsvSource({"TLSv1.2, true", "TLSv1.2, false", "TLSv1.3, true", "TLSv1.3, false"})
    void aSessionOfAnOptionalPolicyKnowsWhetherThereWasACertificate(String version, boolean shown) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, shown ? ALICE : null)) {
            for (boolean again : new boolean[] {false, true}) {
                assertThat(exchange(client, "lenient.test").reused()).isEqualTo(again);
                TlsEstablished established = gateway.nextEstablished();
                assertThat(established.resumed()).isEqualTo(again);
                assertThat(established.peer().isPresent()).isEqualTo(shown);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionOfAnOptionalPolicyOpensNoRequiredOne(String version) throws Exception {
        try (BoringClient anonymous = BoringClient.speaking(version, null);
                BoringClient alice = BoringClient.speaking(version, ALICE)) {
            exchange(anonymous, "lenient.test");
            assertThatThrownBy(() -> exchange(anonymous, "secure.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
            exchange(alice, "lenient.test");
            assertThat(exchange(alice, "secure.test").reused()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotSurviveAChangeOfTheMode(String version) throws Exception {
        gateway.swap(TestObjects.object("secure", "secure.test")
                .with(SHARED)
                .optionalClients(1, CLIENTS)
                .build());
        try (BoringClient client = BoringClient.speaking(version, null)) {
            exchange(client, "secure.test");
            gateway.swap(SECURE);
            assertThatThrownBy(() -> exchange(client, "secure.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_MISSING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anExpiredCertificateDoesNotBecomeNoneUnderAnOptionalPolicy(String version) throws Exception {
        gateway.contexts.shareTickets(LASTING);
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "lenient.test");
            gateway.clock.advance(Duration.ofDays(31));
            assertThatThrownBy(() -> exchange(client, "lenient.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.RESUMPTION_REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotSurviveAChangeOfTheCa(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "secure.test");
            gateway.swap(OPEN, secured(OTHERS, 1));
            gateway.contexts.retainOnly(gateway.index(), List.of());
            assertThatThrownBy(() -> exchange(client, "secure.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLIENT_CERTIFICATE_REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotSurviveAChangeOfTheDepth(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "secure.test");
            gateway.swap(OPEN, secured(CLIENTS, 0));
            assertThat(exchange(client, "secure.test").reused()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionSurvivesAReloadThatChangesNothing(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "secure.test");
            gateway.swap(OPEN, secured(CLIENTS, 1));
            gateway.contexts.retainOnly(gateway.index(), List.of());
            assertThat(exchange(client, "secure.test").reused()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionWhoseCertificateHasExpiredIsRefused(String version) throws Exception {
        gateway.contexts.shareTickets(LASTING);
        try (BoringClient client = BoringClient.speaking(version, ALICE)) {
            exchange(client, "secure.test");
            gateway.clock.advance(Duration.ofDays(31));
            assertThatThrownBy(() -> exchange(client, "secure.test")).isInstanceOf(ExecutionException.class);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.RESUMPTION_REFUSED);
        }
    }

    @ParameterizedTest(name = "{0} without tickets resumes: {1}")
    @CsvSource({"TLSv1.2, true", "TLSv1.3, false"})
    void withoutTicketsOnlyTls12Resumes(String version, boolean expected) throws Exception {
        gateway.swap(TestObjects.object("open", "open.test")
                .with(SHARED)
                .withoutTickets()
                .build());
        try (BoringClient client = BoringClient.speaking(version, null)) {
            exchange(client, "open.test");
            assertThat(exchange(client, "open.test").reused()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionSurvivesTheEvictionOfItsContext(String version) throws Exception {
        try (BoringClient client = BoringClient.speaking(version, null)) {
            exchange(client, "open.test");
            gateway.contexts.retainOnly(TestObjects.index(), List.of());
            assertThat(gateway.contexts.resident()).isZero();
            assertThat(exchange(client, "open.test").reused()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionOfAnObjectWithoutIdSurvivesItsMove(String version) throws Exception {
        gateway.swap(without("open.test"));
        try (BoringClient client = BoringClient.speaking(version, null)) {
            exchange(client, "open.test");
            gateway.swap(without("other.test"), without("open.test"));
            gateway.contexts.retainOnly(gateway.index(), List.of());
            assertThat(gateway.contexts.resident()).isEqualTo(1);
            assertThat(exchange(client, "open.test").reused()).isTrue();
            assertThat(exchange(client, "other.test").reused()).isFalse();
        }
    }

    private static SslObject without(String name) {
        return TestObjects.object("sni:" + name, name).with(SHARED).build();
    }

    @Test
    void whatComesWithTheEndOfAHandshakeIsNotLost() throws Exception {
        try (BoringClient client = BoringClient.speaking("TLSv1.3", ALICE)) {
            for (String sni : List.of("open.test", "secure.test", "secure.test")) {
                assertThat(client.exchangeInOneSegment(gateway.address(), sni).answer())
                        .isEqualTo("hello");
            }
        }
    }

    private BoringClient.Result exchange(BoringClient client, String sni) throws Exception {
        return client.exchange(gateway.address(), sni);
    }

    private static SslObject secured(TestCa ca, int depth) {
        return TestObjects.object("secure", "secure.test")
                .with(SHARED)
                .clients(depth, ca)
                .build();
    }
}
