// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private static final String READY = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final CompletableFuture<AdminAnswer> done = new CompletableFuture<>();
    private final AdminServer admin = start(Duration.ofSeconds(1));

    @AfterEach
    void end() {
        admin.close();
    }

    @Test
    void answersOneRequestAndEndsTheConnection() throws Exception {
        try (Socket client = connect()) {
            send(client, READY);
            assertThat(readToEnd(client)).startsWith("HTTP/1.1 200 ").contains("connection: close", "\r\n\r\nready\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/readyz", "/slow", "/large"})
    void answersAClientThatEndsItsHalf(String path) throws Exception {
        try (Socket client = connect()) {
            send(client, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.shutdownOutput();
            done.complete(AdminAnswer.text(HttpResponseStatus.OK, "slow\n"));
            assertThat(readToEnd(client)).startsWith("HTTP/1.1 200 ").endsWith("\n");
        }
    }

    @Test
    void refusesAClientThatEndsItsHalf() throws Exception {
        try (Socket client = connect()) {
            send(client, "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.shutdownOutput();
            assertThat(readToEnd(client)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void endsAConnectionOnWhichARequestBreaksOff() throws Exception {
        try (Socket client = connect()) {
            long begun = System.nanoTime();
            send(client, "POST /readyz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhal");
            client.shutdownOutput();
            readToEnd(client);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
        }
    }

    @Test
    void answersNothingThatIsPipelined() throws Exception {
        try (Socket client = connect()) {
            send(client, READY.repeat(1_000));
            assertThat(readToEnd(client).split("HTTP/1.1 ", -1)).hasSize(2);
        }
    }

    @Test
    void endsAConnectionOnWhichARequestDripsIn() throws Exception {
        try (Socket client = connect()) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < READY.length(); i++) { // 2.5 s
                            send(client, READY.substring(i, i + 1));
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                        }
                        throw new SocketException("answered: " + readToEnd(client));
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageNotContaining("answered: HTTP");
            assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
        }
    }

    @Test
    void endsAConnectionOnWhichNothingComes() throws Exception {
        try (Socket client = connect()) {
            assertThat(readToEnd(client)).isEmpty();
        }
    }

    @Test
    void isThereForOthersWhilePeersDrip() throws Exception {
        try (Sockets idle = new Sockets()) {
            idle.connect(100);
            assertThat(ask(READY)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void keepsThoseWhoWaitForItsAnswer() throws Exception {
        try (Socket client = connect();
                Sockets idle = new Sockets()) {
            send(client, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(ask(READY)).startsWith("HTTP/1.1 200 ");
            idle.connect(100);
            assertThat(ask(READY)).startsWith("HTTP/1.1 200 ");
            done.complete(AdminAnswer.text(HttpResponseStatus.OK, "at last\n"));
            assertThat(readToEnd(client)).endsWith("at last\n");
        }
    }

    private String ask(String request) throws IOException {
        try (Socket client = connect()) {
            send(client, request);
            return readToEnd(client);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        InetSocketAddress address = admin.address();
        socket.connect(address, 5_000);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static void send(Socket socket, String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String readToEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    private AdminServer start(Duration transfer) {
        AdminRoute ready = AdminRoute.get(
                "/readyz",
                request -> AdminAnswer.text(HttpResponseStatus.OK, "ready\n").now());
        AdminRoute slow = AdminRoute.get("/slow", request -> done);
        String much = "x".repeat(8 << 20) + "\n";
        AdminRoute large = AdminRoute.get(
                "/large",
                request -> AdminAnswer.text(HttpResponseStatus.OK, much).now());
        return AdminServers.start(List.of(ready, slow, large), transfer);
    }

    /** Connections on which nothing is sent. */
    private final class Sockets implements Closeable {
        private final List<Socket> open = new ArrayList<>();

        void connect(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                open.add(AdminServerTest.this.connect());
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket each : open) {
                each.close();
            }
        }
    }
}
