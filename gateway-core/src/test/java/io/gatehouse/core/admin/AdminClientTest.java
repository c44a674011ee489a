// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminClientTest {
    private final AdminServer admin = AdminServers.start(
            List.of(
                    AdminRoute.post(
                            "/echo",
                            request -> AdminAnswer.text(HttpResponseStatus.CONFLICT, request.body())
                                    .now()),
                    AdminRoute.post("/never", request -> new CompletableFuture<>())),
            Duration.ofSeconds(10));

    @AfterEach
    void end() {
        admin.close();
    }

    @Test
    void postsAndReads() throws Exception {
        AdminClient client = client(Duration.ofSeconds(5));
        assertThat(client.post("/echo", "{\"a\": \"ä\"}")).isEqualTo(new AdminClient.Reply(409, "{\"a\": \"ä\"}"));
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        String address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + free.getLocalPort();
        }
        assertThatThrownBy(() -> new AdminClient(address, Duration.ofSeconds(5)).post("/echo", "{}"))
                .isInstanceOf(AdminException.class)
                .hasMessage("no gateway answers at " + address
                        + ": is it running, and is its admin.address this one? --admin HOST:PORT names another");
    }

    @Test
    void saysThatAnotherVersionAnswers() {
        assertThatThrownBy(() -> client(Duration.ofSeconds(5)).post("/v9/new", "{}"))
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("does not know /v9/new")
                .hasMessageContaining("of the same version");
    }

    @Test
    void saysThatItTookTooLong() {
        assertThatThrownBy(() -> client(Duration.ofSeconds(1)).post("/never", "{}"))
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("did not answer within 1 s");
    }

    @Test
    void saysThatTheOtherSideBrokeOff() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> accepted = CompletableFuture.runAsync(() -> acceptAndClose(other));
            AdminClient client = new AdminClient("127.0.0.1:" + other.getLocalPort(), Duration.ofSeconds(5));
            assertThatThrownBy(() -> client.post("/echo", "{}"))
                    .isInstanceOf(AdminException.class)
                    .hasMessageContaining("broke off");
            accepted.join();
        }
    }

    private static void acceptAndClose(ServerSocket socket) {
        try (Socket peer = socket.accept()) {
            peer.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AdminClient client(Duration most) {
        return new AdminClient("127.0.0.1:" + admin.address().getPort(), most);
    }
}
