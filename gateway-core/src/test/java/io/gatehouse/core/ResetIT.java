// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.ScriptedUpstream;
import io.gatehouse.tls.fixtures.RecordPeer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that end their half and then reset, in every state of a connection, through the real process with its real transport: the
 * connection is gone, its sockets are given back, and no processor burns (CVE-2026-42577). No clock of the gateway helps here.
 */
class ResetIT {
    private static final TestCa CA = TestCa.create("reset");
    private static final int CONNECTIONS = 5;
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final Duration MOST_CPU = Duration.ofMillis(250);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static ScriptedUpstream upstream;
    private static GatewayProcess gateway;
    private static long socketsAtRest;

    /** What the client sends, and what it waits for before it goes. */
    private enum State {
        NEW("", ""),
        HEAD("GET / HT", ""),
        IDLE(get("/"), "ok"),
        BODY(post("/slow"), ""),
        WAITING(get("/slow"), ""),
        /** The gateway does not read: what follows the first request waits in the socket, and the end of the half behind it. */
        PAUSED(get("/slow") + get("/slow") + get("/slow"), ""),
        RESPONSE(get("/part"), "part"),
        REFUSED("GET / HTTP/9.9\r\n\r\n", "}"),
        TUNNEL(
                "GET /socket HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                "hello");

        private final String sent;
        private final String awaited;

        State(String sent, String awaited) {
            this.sent = sent;
            this.awaited = awaited;
        }

        private static String get(String path) {
            return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
        }

        private static String post(String path) {
            return "POST " + path + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nabc";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        upstream = new ScriptedUpstream();
        ConfigDir config = new ConfigDir(folder).identity("a", CA.server("a.test"));
        config.gateway(String.format(Locale.ROOT, """
                listeners:
                  - {address: "127.0.0.1:0", protocol: https}
                  - {address: "127.0.0.1:0", protocol: http}
                admin: off
                event_loops: 1
                ssls: [{id: a, sni: a.test, cert: certs/a.crt, key: certs/a.key}]
                upstreams: [{id: u, nodes: {"127.0.0.1:%d": 1}}]
                routes: [{id: r, uri: "/*", upstream_id: u, enable_websocket: true}]
                """, upstream.port()));
        gateway = GatewayProcess.start(config);
        socketsAtRest = gateway.openSockets() + 1; // that of the one loop's resolver, opened by the first exchange
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(gateway.cpuWhileLeftAlone(LEFT_ALONE)).isLessThan(MOST_CPU);
        Finished finished = gateway.terminate(); // fails on a leak
        assertThat(finished.exitCode()).isZero();
        assertThat(finished.out()).doesNotContain(" ERROR ");
        upstream.close();
    }

    @ParameterizedTest
    @EnumSource
    void inClearText(State state) throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(clear(state));
        }
        for (Socket each : clients) {
            each.shutdownOutput();
            each.setSoLinger(true, 0);
            each.close();
        }
        gateway.awaitSockets(socketsAtRest);
    }

    @ParameterizedTest
    @EnumSource
    void overTls(State state) throws Exception {
        List<RecordPeer> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(tls(state));
        }
        for (RecordPeer each : clients) {
            each.endOutput();
            each.reset();
        }
        gateway.awaitSockets(socketsAtRest);
    }

    private static Socket clear(State state) throws IOException, InterruptedException {
        InetSocketAddress address = gateway.address("HTTP");
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(state.sent.getBytes(StandardCharsets.US_ASCII));
        readUntil(socket.getInputStream(), state.awaited);
        awaitUpstream(state);
        return socket;
    }

    private static RecordPeer tls(State state) throws IOException, InterruptedException {
        RecordPeer peer = TlsClient.trusting(CA).connectRecords(gateway.address("HTTPS"), "a.test");
        if (!state.sent.isEmpty()) {
            peer.send(state.sent);
        }
        peer.readUntil(state.awaited);
        awaitUpstream(state);
        return peer;
    }

    private static void awaitUpstream(State state) throws InterruptedException {
        if (state.sent.contains("/slow")) {
            upstream.awaitSlow();
        }
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after '" + text + "'");
            }
            text.append((char) next);
        }
    }
}
