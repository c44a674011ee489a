// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.OcspQuestion;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Responders that mean harm. Those that answer are met in {@code OcspIT}. */
@Timeout(30)
class OcspResponderTest {
    private static final TestCa CA = TestCa.create("ocsp").intermediate("issuer");
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ServerSocket server;
    private OcspQuestion question;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
        ConfigDir config = new ConfigDir(folder)
                .identity("a", TestCa.serverRequest("a.test").ocsp(url).issuedBy(CA))
                .gateway("""
                        listeners: [{address: "127.0.0.1:0", protocol: https}]
                        ssls: [{id: a, sni: a.test, cert: certs/a.crt, key: certs/a.key}]
                        """);
        Loaded loaded = new ConfigLoader(config.gatewayYaml(), new TestClock())
                .load()
                .loaded()
                .orElseThrow();
        SslObject object = Objects.requireNonNull(loaded.tls().index().byId("a"));
        question = OcspQuestion.about(object.credentials().get(0)).orElseThrow();
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    @Test
    void anAnswerThatDripsIsGivenUp() {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", 1, 20);
        assertThatThrownBy(() -> new OcspResponder(Duration.ofMillis(500)).ask(question))
                .isInstanceOf(IOException.class)
                .hasMessage("no whole answer within 500 ms");
    }

    @Test
    void aResponderThatSaysNothingIsGivenUp() {
        assertThatThrownBy(() -> new OcspResponder(Duration.ofMillis(500)).ask(question))
                .isInstanceOf(IOException.class)
                .hasMessage("no whole answer within 500 ms");
    }

    @Test
    void anAnswerWithoutEndIsGivenUp() {
        answer("HTTP/1.1 200 OK\r\n\r\n", 4096, 0);
        assertThatThrownBy(() -> new OcspResponder(LONG).ask(question))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an answer of more than 65536 bytes");
    }

    @Test
    void aRedirectIsNotFollowed() {
        answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 0, 0);
        assertThatThrownBy(() -> new OcspResponder(LONG).ask(question))
                .isInstanceOf(IOException.class)
                .hasMessage("HTTP status 302");
    }

    /** One connection: the head, then pieces of so many octets with such pauses, until the other side has enough. */
    private void answer(String head, int piece, long pauseMillis) {
        Thread thread = new Thread(
                () -> {
                    try (Socket socket = server.accept()) {
                        InputStream in = socket.getInputStream();
                        in.read(); // the question has begun
                        OutputStream out = socket.getOutputStream();
                        out.write(head.getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                        while (piece > 0) {
                            out.write(new byte[piece]);
                            out.flush();
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
                        }
                        in.transferTo(
                                OutputStream.nullOutputStream()); // to close before its end would take the answer along
                    } catch (IOException e) {
                        // the other side has enough
                    }
                },
                "responder");
        thread.setDaemon(true);
        thread.start();
    }
}
