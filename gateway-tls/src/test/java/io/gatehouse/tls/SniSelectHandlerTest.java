// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SniSelectHandlerTest {
    private static final TestCa CA = TestCa.create("sni");
    private static final TlsClient CLIENT = TlsClient.trusting(CA);
    private static final HandshakeLimits TIGHT = new HandshakeLimits(4096, Duration.ofMillis(300));

    private static final SslObject API = TestObjects.object("api", "api.example.com")
            .with(CA.server("api.example.com"))
            .build();
    private static final SslObject WILDCARD = TestObjects.object("wildcard", "*.example.com")
            .with(CA.server("*.example.com"))
            .build();
    private static final SslObject BOTH = TestObjects.object("both", "both.test")
            .with(CA.rsaServer("both.test"))
            .with(CA.server("both.test"))
            .build();
    private static final SslObject OLD = TestObjects.object("old", "old.test")
            .with(CA.server("old.test"))
            .protocols(TlsVersion.TLS_1_2)
            .build();
    private static final SslObject NEW = TestObjects.object("new", "new.test")
            .with(CA.server("new.test"))
            .protocols(TlsVersion.TLS_1_3)
            .build();
    private static final Quarantined SICK = new Quarantined(
            "sick", List.of(HostPattern.parse("sick.example.com").orElseThrow()), List.of("no key"), Optional.empty());

    private static final TestGateway gateway = new TestGateway(
            TestGateway.LIMITS, 100, new SslIndex(List.of(API, WILDCARD, BOTH, OLD, NEW), List.of(SICK), "", ""));
    private static final TestGateway tight = new TestGateway(TIGHT, 100, TestObjects.index(API));

    @AfterEach
    void everyEventWasExpected() {
        List<Object> unexpected = new ArrayList<>();
        gateway.established.drainTo(unexpected);
        gateway.refusals.drainTo(unexpected);
        assertThat(unexpected).isEmpty();
    }

    @AfterAll
    static void close() {
        gateway.close();
        tight.close();
    }

    @ParameterizedTest(name = "SNI {0} is answered with the certificate for {1}")
    @CsvSource({
        "api.example.com, api.example.com, api",
        "API.Example.COM, api.example.com, api",
        "www.example.com, *.example.com, wildcard",
    })
    void picksTheMostSpecificObject(String sni, String expectedName, String expectedObject) throws Exception {
        try (TlsConnection connection = CLIENT.connect(gateway.address(), sni)) {
            assertThat(connection.peerNames()).containsExactly(expectedName);
            TlsEstablished established = gateway.nextEstablished();
            assertThat(established.object().id()).isEqualTo(expectedObject);
            assertThat(established.sni()).isEqualTo(sni.toLowerCase(Locale.ROOT));
            assertThat(established.peer()).isEmpty();
        }
    }

    @ParameterizedTest(name = "SNI {0} is refused as {1}")
    @CsvSource({
        "a.b.example.com, UNKNOWN_NAME",
        "example.com, UNKNOWN_NAME",
        "other.test, UNKNOWN_NAME",
        "sick.example.com, QUARANTINED",
        ", NO_SNI",
    })
    void refusesWhatNoObjectAnswers(String sni, HandshakeFailure expected) throws Exception {
        assertThatThrownBy(() -> CLIENT.connect(gateway.address(), sni))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("unrecognized_name");
        assertThat(gateway.nextRefusal().reason()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsAndEchoes(String version) throws Exception {
        try (TlsConnection connection = CLIENT.protocols(version).connect(gateway.address(), "api.example.com")) {
            connection.write("hello");
            assertThat(connection.read(5)).isEqualTo("hello");
            TlsEstablished established = gateway.nextEstablished();
            assertThat(established.protocol()).isEqualTo(version);
            assertThat(established.cipher()).isEqualTo(connection.session().getCipherSuite());
            assertThat(established.resumed()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0} refuses {1}")
    @CsvSource({"old.test, TLSv1.3", "new.test, TLSv1.2"})
    void honoursTheProtocolsOfTheObject(String sni, String refusedVersion) throws Exception {
        assertThatThrownBy(() -> CLIENT.protocols(refusedVersion).connect(gateway.address(), sni))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("protocol_version");
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.PROTOCOL);
    }

    @ParameterizedTest(name = "{0} with {1} gets {2}")
    @CsvSource({
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, EC",
        "TLSv1.3, TLS_AES_128_GCM_SHA256, EC",
    })
    void servesTheCertificateThatTheClientCanVerify(String version, String cipher, String keyType) throws Exception {
        TlsClient client = CLIENT.protocols(version).ciphers(cipher);
        try (TlsConnection connection = client.connect(gateway.address(), "both.test")) {
            assertThat(connection.peerCertificate().getPublicKey().getAlgorithm())
                    .isEqualTo(keyType);
            assertThat(gateway.nextEstablished().cipher()).isEqualTo(cipher);
        }
    }

    @Test
    void answersAlpnAndRefusesWhatItCannotSpeak() throws Exception {
        try (TlsConnection connection = CLIENT.alpn("h2", "http/1.1").connect(gateway.address(), "api.example.com")) {
            assertThat(connection.socket().getApplicationProtocol()).isEqualTo("http/1.1");
            gateway.nextEstablished();
        }
        assertThatThrownBy(() -> CLIENT.alpn("h2").connect(gateway.address(), "api.example.com"))
                .hasMessageContaining("no_application_protocol");
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.PROTOCOL);
    }

    @ParameterizedTest(name = "records of {0} bytes, segments of {1}")
    @CsvSource({"1, 1", "1, 1000000", "2, 3", "3, 1", "4, 2", "5, 7", "100, 1", "16384, 1", "16384, 1000000"})
    void putsAHelloTogetherHoweverItIsCut(int recordSize, int segmentSize) throws Exception {
        byte[] hello = HelloBytes.records(HelloBytes.hello("api.example.com"), recordSize);
        try (Socket socket = open(gateway)) {
            send(socket, hello, segmentSize);
            // a ServerHello: a handshake record whose first message is of type 2
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo(22);
            in.readNBytes(4);
            assertThat(in.read()).isEqualTo(2);
        }
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLOSED);
    }

    @Test
    void refusesAHelloThatAnnouncesTooMuchWithoutWaitingForIt() throws Exception {
        byte[] start = {22, 3, 1, 0, 9, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 3, 3, 0, 0, 0};
        assertThat(answerOf(tight, start)).containsExactly(21, 3, 3, 0, 2, 2, 50);
        assertThat(tight.nextRefusal().reason()).isEqualTo(HandshakeFailure.HELLO_TOO_LARGE);
    }

    @Test
    void endsAConnectionThatTakesTooLongToSayHello() throws Exception {
        byte[] part = HelloBytes.records(HelloBytes.hello("api.example.com"), 16384);
        assertThat(answerOf(tight, Arrays.copyOf(part, 40))).isEmpty();
        assertThat(tight.nextRefusal().reason()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void endsAConnectionThatTakesTooLongAfterItsHello() throws Exception {
        byte[] hello = HelloBytes.records(HelloBytes.hello("api.example.com"), 16384);
        assertThat(answerOf(tight, hello)).startsWith(22);
        assertThat(tight.nextRefusal().reason()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void explainsItselfToPlainHttp() throws Exception {
        byte[] request = "GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        String answer = new String(answerOf(gateway, request), StandardCharsets.US_ASCII);
        assertThat(answer).isEqualTo("""
                        HTTP/1.1 400 Bad Request\r
                        Content-Type: application/json\r
                        Content-Length: 66\r
                        Connection: close\r
                        \r
                        {"error_msg": "400 Bad Request: this port speaks TLS; use https"}
                        """);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.PLAINTEXT_HTTP);
    }

    @Test
    void theHintArrivesAlsoIfTheClientGoesOnSending() throws Exception {
        byte[] post = ("POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000))
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(new String(answerOf(gateway, post), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 400");
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.PLAINTEXT_HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\u0003",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0080.\u0001\u0003\u0001",
                "lower case words"
            })
    void closesWhatIsNotTls(String garbage) throws Exception {
        assertThat(answerOf(gateway, garbage.getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.NOT_TLS);
    }

    @Test
    void refusesRecordsOtherThanAHello() throws Exception {
        byte[] serverHello = {22, 3, 3, 0, 4, 2, 0, 0, 0};
        assertThat(answerOf(gateway, serverHello)).containsExactly(21, 3, 3, 0, 2, 2, 10);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.MALFORMED_HELLO);
    }

    @Test
    void refusesAHelloWithTwoNames() throws Exception {
        byte[] hello = HelloBytes.records(HelloBytes.helloWithNames("api.example.com", "other.test"), 16384);
        assertThat(answerOf(gateway, hello)).containsExactly(21, 3, 3, 0, 2, 2, 50);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.MALFORMED_HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.example.com", "..", "api.example.com\u0000.evil.test", "-", "\u00e4.example.com"})
    void refusesNamesThatAreNone(String name) throws Exception {
        byte[] hello = HelloBytes.records(HelloBytes.hello(name), 16384);
        assertThat(answerOf(gateway, hello)).containsExactly(21, 3, 3, 0, 2, 2, 112);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.UNKNOWN_NAME);
    }

    @ParameterizedTest(name = "resets: {0}")
    @ValueSource(booleans = {false, true})
    void aPortProbeIsNotWorthAWord(boolean resets) throws Exception {
        try (Socket probe = open(gateway)) {
            probe.setSoLinger(resets, 0);
        }
        try (TlsConnection connection = CLIENT.connect(gateway.address(), "api.example.com")) {
            gateway.nextEstablished();
            assertThat(connection.peerNames()).containsExactly("api.example.com");
        }
        assertThat(gateway.refusals).isEmpty();
    }

    @Test
    void halfAHelloIsReportedAsClosed() throws Exception {
        try (Socket socket = open(gateway)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1});
        }
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLOSED);
    }

    private static Socket open(TestGateway to) throws IOException {
        Socket socket = new Socket(to.address().getAddress(), to.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void send(Socket socket, byte[] bytes, int segmentSize) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int start = 0; start < bytes.length; start += segmentSize) {
            out.write(bytes, start, Math.min(segmentSize, bytes.length - start));
        }
    }

    /** Everything that comes back until the gateway closes. */
    private static byte[] answerOf(TestGateway to, byte[] sent) throws IOException {
        try (Socket socket = open(to)) {
            socket.getOutputStream().write(sent);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toByteArray();
        }
    }
}
