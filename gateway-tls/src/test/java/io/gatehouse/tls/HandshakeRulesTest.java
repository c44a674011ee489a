// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.tls.fixtures.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hello must offer, as whoever probes the gateway sees it: the alert, or a ServerHello. */
class HandshakeRulesTest {
    private static final TestCa CA = TestCa.create("rules");
    private static final SslObject OBJECT = TestObjects.object("a", "a.test", "*.b.test")
            .with(CA.server("a.test"))
            .build();
    private static final TestGateway gateway = TestGateway.serving(OBJECT);

    private static final int HANDSHAKE_FAILURE = 40;
    private static final int DECODE_ERROR = 50;
    private static final int PROTOCOL_VERSION = 70;
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private static final byte[] NAMES = HelloBytes.extension(0, HelloBytes.names("a.test"));
    private static final byte[] GROUPS = HelloBytes.groups(0x001D, 0x0017);
    private static final byte[] SCHEMES = HelloBytes.schemes(HelloBytes.ALL_SCHEMES);

    @AfterAll
    static void close() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refuses(String what, byte[] hello, int alert) throws Exception {
        byte[] answer = answerOf(hello);
        assertThat(answer).hasSize(7).startsWith(21, 3).endsWith(0, 2, 2, alert);
        assertThat(gateway.nextRefusal().reason()).isIn(HandshakeFailure.PROTOCOL, HandshakeFailure.MALFORMED_HELLO);
    }

    static Stream<Arguments> refuses() {
        return Stream.of(
                arguments("SSL 3.0", legacy(0x0300, body()), PROTOCOL_VERSION),
                arguments("TLS 1.0", legacy(0x0301, body()), PROTOCOL_VERSION),
                arguments("TLS 1.1", legacy(0x0302, body()), PROTOCOL_VERSION),
                arguments("TLS 1.1 by extension", body(HelloBytes.versions(0x0302, 0x0301)), PROTOCOL_VERSION),
                arguments("a version to come", body(HelloBytes.versions(0x0305)), PROTOCOL_VERSION),
                arguments("no suite", suites(), DECODE_ERROR),
                arguments("suites of RC4 and NULL", suites(0x0005, 0xC011, 0x0002), HANDSHAKE_FAILURE),
                arguments("suites without forward secrecy", suites(0x009C, 0x002F, 0x0035), HANDSHAKE_FAILURE),
                arguments("suites of CBC", suites(0xC013, 0xC009, 0xC027), HANDSHAKE_FAILURE),
                arguments("suites for RSA only", suites(0xC02F, 0xC030), HANDSHAKE_FAILURE),
                arguments(
                        "no group in common",
                        HelloBytes.body(HelloBytes.SUITES, NAMES, HelloBytes.groups(0x0019, 0x0100), SCHEMES),
                        HANDSHAKE_FAILURE),
                arguments(
                        "signatures by SHA-1 only",
                        HelloBytes.body(HelloBytes.SUITES, NAMES, GROUPS, HelloBytes.schemes(0x0203, 0x0201)),
                        HANDSHAKE_FAILURE),
                arguments(
                        "signatures by nothing", HelloBytes.body(HelloBytes.SUITES, NAMES, GROUPS), HANDSHAKE_FAILURE),
                arguments(
                        "signatures by RSA only",
                        HelloBytes.body(HelloBytes.SUITES, NAMES, GROUPS, HelloBytes.schemes(0x0804, 0x0401)),
                        HANDSHAKE_FAILURE),
                arguments("HTTP/2 only", body(HelloBytes.alpn("h2")), NO_APPLICATION_PROTOCOL),
                arguments("protocols that nobody knows", body(HelloBytes.alpn("x", "y")), NO_APPLICATION_PROTOCOL),
                arguments("an empty list of protocols", body(HelloBytes.alpn()), NO_APPLICATION_PROTOCOL),
                arguments("an empty protocol", body(HelloBytes.alpn("http/1.1", "")), DECODE_ERROR));
    }

    @ParameterizedTest(name = "SNI ''{0}''")
    @ValueSource(strings = {"a.test", "A.TeSt", "a.test.", "x.b.test", "x_y.b.test", "_x.b.test"})
    void serves(String sni) throws Exception {
        assertServed(HelloBytes.hello(sni));
    }

    @ParameterizedTest(name = "SNI ''{0}'': {1}")
    @CsvSource({
        "127.0.0.1, UNKNOWN_NAME",
        "::1, UNKNOWN_NAME",
        "[::1], UNKNOWN_NAME",
        "a.test.., UNKNOWN_NAME",
        ".a.test, UNKNOWN_NAME",
        "*.b.test, UNKNOWN_NAME",
        "b.test, UNKNOWN_NAME",
        "a.test:443, UNKNOWN_NAME",
        "x.y.b.test, UNKNOWN_NAME",
        "x-.b.test, UNKNOWN_NAME",
    })
    void refusesNames(String sni, HandshakeFailure expected) throws Exception {
        assertThat(answerOf(HelloBytes.hello(sni))).containsExactly(21, 3, 3, 0, 2, 2, UNRECOGNIZED_NAME);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(expected);
    }

    @Test
    void refusesNamesThatAreTooLong() throws Exception {
        for (String sni : new String[] {"x".repeat(64) + ".b.test", "x.".repeat(124) + "b.test", "x".repeat(60_000)}) {
            assertThat(answerOf(HelloBytes.hello(sni))).containsExactly(21, 3, 3, 0, 2, 2, UNRECOGNIZED_NAME);
            assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.UNKNOWN_NAME);
        }
    }

    @Test
    void anEmptyNameIsMalformed() throws Exception {
        assertThat(answerOf(HelloBytes.hello(""))).containsExactly(21, 3, 3, 0, 2, 2, DECODE_ERROR);
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.MALFORMED_HELLO);
    }

    /** RFC 8701. */
    @Test
    void whatNobodyKnowsIsIgnored() throws Exception {
        int[] suites = {0x0A0A, 0xC02B, 0xFAFA};
        byte[] hello = HelloBytes.body(
                suites,
                HelloBytes.extension(0x1A1A, new byte[0]),
                NAMES,
                HelloBytes.groups(0x2A2A, 0x001D, 0x0017),
                HelloBytes.schemes(0x3A3A, 0x0403),
                HelloBytes.versions(0x4A4A, 0x0303),
                HelloBytes.alpn("JJ", "http/1.1"),
                HelloBytes.extension(0x7777, new byte[300]),
                HelloBytes.extension(0xFAFA, new byte[] {0}));
        assertServed(hello);
    }

    private static void assertServed(byte[] hello) throws Exception {
        try (Socket socket = open()) {
            socket.getOutputStream().write(HelloBytes.records(hello, 1 << 14));
            assertThat(socket.getInputStream().readNBytes(6))
                    .startsWith(22, 3, 3)
                    .endsWith(2); // a ServerHello
        }
        assertThat(gateway.nextRefusal().reason()).isEqualTo(HandshakeFailure.CLOSED); // by us
    }

    private static byte[] body(byte[]... more) {
        byte[][] extensions = Stream.concat(Stream.of(NAMES, GROUPS, SCHEMES), Stream.of(more))
                .toArray(byte[][]::new);
        return HelloBytes.body(HelloBytes.SUITES, extensions);
    }

    private static byte[] suites(int... suites) {
        return HelloBytes.body(suites, NAMES, GROUPS, SCHEMES);
    }

    private static byte[] legacy(int version, byte[] body) {
        body[0] = (byte) (version >>> 8);
        body[1] = (byte) version;
        return body;
    }

    private static Socket open() throws IOException {
        Socket socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static byte[] answerOf(byte[] hello) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(HelloBytes.records(hello, 1 << 14));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toByteArray();
        }
    }
}
