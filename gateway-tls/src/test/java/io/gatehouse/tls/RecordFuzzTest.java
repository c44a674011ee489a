// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.fixtures.TestCa;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Records that make no sense, behind a good hello and behind a good handshake: the connection ends, nothing above TLS sees an octet,
 * and the process and its memory are none the worse for it.
 */
class RecordFuzzTest {
    private static final int ROUNDS = 150;
    private static final int MAX_PLAIN = 1 << 14;
    private static final TestCa CA = TestCa.create("fuzz");
    private static final SslObject OBJECT =
            TestObjects.object("a", "a.test").with(CA.server("a.test")).build();
    private static final TestGateway gateway = TestGateway.serving(OBJECT);

    @AfterAll
    static void close() {
        gateway.close();
    }

    @Test
    void behindAHello() throws Exception {
        gateway.established.clear();
        Random random = new Random(11);
        byte[] hello = HelloBytes.records(HelloBytes.hello("a.test"), MAX_PLAIN);
        for (int round = 0; round < ROUNDS; round++) {
            try (Socket socket =
                    new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
                socket.setSoTimeout(5_000);
                send(socket, hello);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    send(socket, random.nextInt(4) == 0 ? mutated(random, hello) : record(random));
                }
                awaitEnd(socket);
            }
            assertThat(gateway.nextRefusal().reason()).isIn(HandshakeFailure.PROTOCOL, HandshakeFailure.CLOSED);
        }
        assertThat(gateway.established).isEmpty();
        assertServes();
    }

    @Test
    void behindAHandshake() throws Exception {
        Random random = new Random(13);
        for (int round = 0; round < ROUNDS; round++) {
            try (HandmadeClient client = HandmadeClient.connect(gateway.address(), "a.test")) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    sendIfOpen(client, record(random));
                }
                assertThat(client.endOutput().awaitEnd()).matches("alert \\d+|closed|reset");
            }
        }
        assertServes();
    }

    /** Records that do decrypt, of random types and contents; those of applications only without content. */
    @Test
    void behindAHandshakeUnderItsKeys() throws Exception {
        Random random = new Random(17);
        for (int round = 0; round < ROUNDS; round++) {
            try (HandmadeClient client = HandmadeClient.connect(gateway.address(), "a.test")) {
                for (int i = random.nextInt(40); i >= 0; i--) {
                    int type = random.nextInt(3) == 0 ? random.nextInt(256) : 20 + random.nextInt(5);
                    int length = random.nextInt(random.nextInt(10) == 0 ? MAX_PLAIN + 40 : 40);
                    byte[] content = new byte[type == HandmadeClient.APPLICATION_DATA ? 0 : length];
                    random.nextBytes(content);
                    sendIfOpen(client, client.seal(type, content));
                }
                assertThat(client.endOutput().awaitEnd()).matches("alert \\d+|closed|reset");
            }
        }
        assertServes();
    }

    private static byte[] record(Random random) {
        byte[] record = new byte[5 + random.nextInt(random.nextInt(8) == 0 ? MAX_PLAIN : 100)];
        random.nextBytes(record);
        if (random.nextInt(8) > 0) {
            record[0] = (byte) (20 + random.nextInt(5));
            record[1] = 3;
            record[2] = (byte) random.nextInt(5);
        }
        if (random.nextInt(4) > 0) {
            record[3] = (byte) ((record.length - 5) >>> 8);
            record[4] = (byte) (record.length - 5);
        }
        return record;
    }

    private static byte[] mutated(Random random, byte[] original) {
        byte[] copy = original.clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static void assertServes() throws Exception {
        try (HandmadeClient client = HandmadeClient.connect(gateway.address(), "a.test")) {
            assertThat(client.send("alive").read(5)).isEqualTo("alive");
        }
        gateway.established.clear();
    }

    /** The gateway may have ended the connection by what came before. */
    private static void sendIfOpen(HandmadeClient client, byte[] octets) throws IOException {
        try {
            client.sendRaw(octets);
        } catch (SocketException e) {
            // its end is awaited anyway
        }
    }

    private static void send(Socket socket, byte[] octets) throws IOException {
        try {
            socket.getOutputStream().write(octets);
        } catch (SocketException e) {
            // its end is awaited anyway
        }
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // a reset is an end, too
        }
    }
}
