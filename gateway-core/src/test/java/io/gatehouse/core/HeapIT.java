// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.fixtures.SilentUpstream;
import io.gatehouse.core.fixtures.SocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What requests that go on and on cost the real process, and what it does when they would fill its heap. */
class HeapIT {
    /** So many, of some 20 KiB of heap each, are more than the heap is. */
    private static final int MANY = 1500;

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Few octets that become many objects. */
    private static final String FIELDS = "a:\r\n".repeat(120);

    private static final String POST = "POST /upload HTTP/1.1\r\nHost: a.test\r\n";
    private static final String WITHOUT_BODY = POST + "Content-Length: 9\r\n" + FIELDS + "\r\n";
    private static final String WITH_TRAILERS =
            POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + FIELDS + "\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static List<String> requests() {
        return List.of(WITHOUT_BODY, WITH_TRAILERS);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsHoldTheirPartOfItAndNoMore(String request) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (EchoUpstream echo = EchoUpstream.plain();
                SocketServer deaf = SilentUpstream.deaf();
                GatewayProcess gateway = GatewayProcess.start(config(echo, deaf), List.of("-Xmx24m"))) {
            for (int i = 0; i < MANY; i++) {
                clients.add(send(gateway.address("HTTP"), request));
            }

            assertThat(gateway.awaitLine("heap for requests ran out"))
                    .contains(" WARN ")
                    .contains("shareKiB=6144");
            try (Socket late = send(gateway.address("HTTP"), request)) {
                assertThat(Http.read(late).status()).isEqualTo(503);
            }
            assertThat(Files.readString(folder.resolve("access.log")))
                    .contains("\"outcome\":\"out_of_memory\",\"detail\":\"the heap that requests may hold is taken\"");

            closeAll(clients);
            long end = System.nanoTime() + WAIT_NANOS;
            int status = 503;
            while (status == 503) {
                assertThat(System.nanoTime() - end).as("it is given back").isNegative();
                status = status(gateway.address("HTTP"), WITHOUT_BODY.replace("/upload", "/echo") + "123456789");
            }
            assertThat(status).isEqualTo(200);
            assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
        } finally {
            closeAll(clients);
        }
    }

    /** The decoder keeps room for the longest line, as long as the connection lasts. */
    @Test
    void idleConnectionsKeepLittleOfItHoweverLongTheirHeadsWere() throws Exception {
        String request = "GET /none HTTP/1.1\r\nHost: a.test\r\na: " + "x".repeat(30_000) + "\r\n\r\n";
        List<Socket> clients = new ArrayList<>();
        try (EchoUpstream echo = EchoUpstream.plain();
                SocketServer deaf = SilentUpstream.deaf();
                GatewayProcess gateway = GatewayProcess.start(config(echo, deaf), List.of("-Xmx24m"))) {
            for (int i = 0; i < MANY; i++) {
                clients.add(send(gateway.address("HTTP"), request));
                assertThat(Http.read(clients.get(i)).status()).isEqualTo(404);
            }
            assertThat(gateway.log())
                    .doesNotContain("heap for requests ran out")
                    .doesNotContain("OutOfMemoryError");
        } finally {
            closeAll(clients);
        }
    }

    private ConfigDir config(EchoUpstream echo, SocketServer deaf) {
        return new ConfigDir(folder).gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                event_loops: 1
                limits: {connections: 2000}
                shutdown: {drain_timeout: 1s}
                access_log: {path: access.log}
                routes:
                  - {uri: /upload, upstream: {nodes: {"127.0.0.1:%d": 1}}}
                  - {uri: /echo, upstream: {nodes: {"127.0.0.1:%d": 1}}}
                """, deaf.port(), echo.port()));
    }

    private static int status(InetSocketAddress address, String request) throws IOException {
        try (Socket client = send(address, request)) {
            return Http.read(client).status();
        }
    }

    private static Socket send(InetSocketAddress address, String request) throws IOException {
        Socket client = new Socket();
        client.connect(address, 5000);
        client.setSoTimeout(5000);
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static void closeAll(List<Socket> clients) throws IOException {
        for (Socket each : clients) {
            each.close();
        }
    }
}
