// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.HandmadeClient.Session;
import io.gatehouse.tls.fixtures.RecordPeer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may still say about TLS when its handshake is over, and what ends its connection. */
class PostHandshakeTest {
    private static final TestCa CA = TestCa.create("post-handshake");
    private static final SslObject OBJECT =
            TestObjects.object("a", "a.test").with(CA.server("a.test")).build();
    private static final String UNEXPECTED_MESSAGE = "alert 10";
    private static final String RECORD_OVERFLOW = "alert 22";
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int MAX_PLAIN = 1 << 14;

    private static final TestGateway gateway = TestGateway.serving(OBJECT);

    @AfterAll
    static void close() {
        gateway.close();
    }

    private HandmadeClient connect() throws Exception {
        return HandmadeClient.connect(gateway.address(), "a.test");
    }

    @Test
    void renegotiationEndsTheConnection() throws Exception {
        TlsClient jdk = TlsClient.trusting(CA).protocols("TLSv1.2");
        try (RecordPeer client = jdk.connectRecords(gateway.address(), "a.test")) {
            client.send("before").readUntil("before");
            client.sendRaw(client.another());
            assertThat(client.awaitAlert()).contains("no_renegotiation");
            client.awaitGone();
        }
    }

    /** Tickets hold the client's chain; without room for them and the alert, the alert is lost. */
    @Test
    void anAlertArrivesAlsoBehindLongTickets() throws Exception {
        TestCa clients = TestCa.create("clients");
        TestCa between = clients.intermediate("between");
        SslObject object = TestObjects.object("m", "m.test")
                .with(CA.server("m.test"))
                .clients(2, clients)
                .build();
        TlsClient alice = TlsClient.trusting(CA).protocols("TLSv1.3").identity(between.client("alice"));
        try (TestGateway guarded = TestGateway.serving(object);
                RecordPeer client = alice.connectRecords(guarded.address(), "m.test")) {
            client.sendRaw(client.broken("x"));
            assertThat(client.awaitAlert()).contains("bad_record_mac");
        }
    }

    @Test
    void keysAreUpdatedWhenTheClientWantsIt() throws Exception {
        TlsClient jdk = TlsClient.trusting(CA).protocols("TLSv1.3");
        try (RecordPeer client = jdk.connectRecords(gateway.address(), "a.test");
                HandmadeClient handmade = connect()) {
            for (int i = 0; i < 3; i++) {
                client.sendRaw(client.another()); // asks for new keys of the gateway as well
                client.send("jdk" + i);
                assertThat(client.readUntil("jdk" + i)).isEqualTo("jdk" + i);
                handmade.updateKeys().send("hand" + i);
                assertThat(handmade.read(5)).isEqualTo("hand" + i);
            }
        }
    }

    @Test
    void keyUpdatesWithoutDataBetweenThemAreBounded() throws Exception {
        try (HandmadeClient client = connect()) {
            for (int i = 0; i < 32; i++) {
                client.updateKeys();
            }
            client.send("fine");
            assertThat(client.read(4)).isEqualTo("fine");
            for (int i = 0; i < 33; i++) {
                client.updateKeys();
            }
            assertThat(client.awaitEnd()).isEqualTo(UNEXPECTED_MESSAGE);
        }
    }

    @ParameterizedTest(name = "message {0}")
    @ValueSource(ints = {0, 1, 2, 4, 5, 8, 11, 13, 15, 20, 25, 254})
    void anyOtherMessageOfAHandshakeEndsTheConnection(int type) throws Exception {
        try (HandmadeClient client = connect()) {
            client.sendMessage(type, new byte[40]);
            assertThat(client.awaitEnd()).isEqualTo(UNEXPECTED_MESSAGE);
        }
    }

    @Test
    void anotherHelloInTheOpenEndsTheConnection() throws Exception {
        try (HandmadeClient client = connect()) {
            client.sendRaw(HelloBytes.records(HelloBytes.hello("a.test"), MAX_PLAIN));
            assertThat(client.awaitEnd()).startsWith("alert ");
        }
    }

    @Test
    void emptyRecordsAreBounded() throws Exception {
        try (HandmadeClient client = connect()) {
            for (int i = 0; i < 32; i++) {
                client.send("");
            }
            client.send("fine");
            assertThat(client.read(4)).isEqualTo("fine");
            for (int i = 0; i < 33; i++) {
                client.send("");
            }
            assertThat(client.awaitEnd()).startsWith("alert ");
        }
    }

    @Test
    void aRecordIsNoLongerThanTheRfcAllows() throws Exception {
        try (HandmadeClient client = connect()) {
            client.send("x".repeat(MAX_PLAIN));
            assertThat(client.read(MAX_PLAIN)).hasSize(MAX_PLAIN);
            client.send("x".repeat(MAX_PLAIN + 1));
            assertThat(client.awaitEnd()).isEqualTo(RECORD_OVERFLOW);
        }
    }

    @Test
    void aHeaderThatAnnouncesMoreIsNotWaitedFor() throws Exception {
        try (HandmadeClient client = connect()) {
            client.sendRaw(new byte[] {23, 3, 3, 0x41, 0x41}); // 2^14 + 321, more than any version allows
            assertThat(client.awaitEnd()).isEqualTo(RECORD_OVERFLOW);
        }
    }

    @ParameterizedTest(name = "type {0}")
    @ValueSource(ints = {CHANGE_CIPHER_SPEC, 24, 0, 255})
    void recordsOfOtherTypesEndTheConnection(int type) throws Exception {
        try (HandmadeClient client = connect()) {
            client.send(type, new byte[] {1});
            assertThat(client.awaitEnd()).isEqualTo(UNEXPECTED_MESSAGE);
        }
    }

    @ParameterizedTest(name = "alert {0}")
    @ValueSource(bytes = {10, 20, 40, 80, 100})
    void anAlertOfTheClientEndsTheConnection(byte description) throws Exception {
        try (HandmadeClient client = connect()) {
            client.send(HandmadeClient.ALERT, new byte[] {2, description});
            assertThat(client.awaitEnd()).isIn("closed", "reset", "alert 0");
        }
    }

    @Test
    void warningsAreBounded() throws Exception {
        try (HandmadeClient client = connect()) {
            for (int i = 0; i < 5; i++) {
                client.send(HandmadeClient.ALERT, new byte[] {1, 90}); // user_canceled
            }
            assertThat(client.awaitEnd()).startsWith("alert ");
        }
    }

    @Test
    void earlyDataIsNeverRead() throws Exception {
        Session session = session();
        try (HandmadeClient client = HandmadeClient.connectEarly(gateway.address(), "a.test", session, "EARLY")) {
            assertThat(client.resumed()).isTrue();
            assertThat(client.earlyDataAccepted()).isFalse();
            client.send("later");
            assertThat(client.read(5)).isEqualTo("later");
        }
    }

    @Test
    void earlyDataIsSkippedOnlyUpToABound() throws Exception {
        Session session = session();
        String early = "x".repeat(MAX_PLAIN);
        try (HandmadeClient client = HandmadeClient.connectEarly(gateway.address(), "a.test", session, early)) {
            client.send("later");
            assertThat(client.awaitEnd()).isEqualTo(UNEXPECTED_MESSAGE);
        }
    }

    /** A session of a connection that was used: its ticket comes with the first word. */
    private Session session() throws Exception {
        try (HandmadeClient client = connect()) {
            return client.send("a").nextSession();
        }
    }
}
