// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.fixtures.SilentUpstream;
import io.gatehouse.core.fixtures.SocketServer;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What peers that do not read cost the real process, and what it does when direct memory runs out. */
class DirectMemoryIT {
    private static final TestCa CA = TestCa.create("direct-memory");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 200;
    private static final long MIB = 1 << 20;
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<AutoCloseable> peers = new ArrayList<>();
    private SocketServer endless;
    private SocketServer deaf;
    private EchoUpstream echo;
    private ConfigDir config;

    @BeforeEach
    void start() throws Exception {
        endless = SilentUpstream.endless();
        deaf = SilentUpstream.deaf();
        echo = EchoUpstream.plain();
        config = new ConfigDir(folder).identity("shop", CA.server("shop.test"));
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}, {address: "127.0.0.1:0", protocol: http}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 500}
                shutdown: {drain_timeout: 1s}
                access_log: {path: access.log}
                ssls: [{sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                routes:
                  - {uri: /endless, upstream: {nodes: {"127.0.0.1:%d": 1}}}
                  - {uri: /deaf, upstream: {nodes: {"127.0.0.1:%d": 1}}}
                  - {uri: /echo, upstream: {nodes: {"127.0.0.1:%d": 1}}}
                """, endless.port(), deaf.port(), echo.port()));
    }

    @AfterEach
    void end() throws Exception {
        closePeers();
        endless.close();
        deaf.close();
        echo.close();
    }

    @Test
    void clientsThatDoNotReadHoldNoMoreThanTheBound() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-XX:MaxDirectMemorySize=512m"))) {
            long base = used(gateway);
            for (int i = 0; i < MANY; i++) {
                silent(gateway, "GET /endless HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            }
            assertBounded("http, clients that do not read", gateway, base);
        }
    }

    @Test
    void tlsClientsThatDoNotReadHoldNoMoreThanTheBound() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-XX:MaxDirectMemorySize=512m"))) {
            long base = used(gateway);
            TlsClient client = TlsClient.trusting(CA);
            for (int i = 0; i < MANY; i++) {
                TlsConnection connection = client.connect(gateway.address("HTTPS"), "shop.test");
                peers.add(connection);
                Http.send(connection.socket(), "shop.test", "/endless");
            }
            assertBounded("https, clients that do not read", gateway, base);
        }
    }

    @Test
    void upstreamsThatDoNotReadHoldNoMoreThanTheBound() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-XX:MaxDirectMemorySize=512m"))) {
            long base = used(gateway);
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                clients.add(silent(
                        gateway, "PUT /deaf HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 1099511627776\r\n\r\n"));
            }
            sendUntilNobodyTakesMore(clients);
            assertBounded("http, upstreams that do not read", gateway, base);
        }
    }

    @ParameterizedTest
    @CsvSource({"-Dio.netty.maxDirectMemory=8388608, 8192", "-XX:MaxDirectMemorySize=8m, 6144"})
    void withoutMemoryConnectionsAreCutAndNothingElseHappens(String option, int kib) throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of(option))) {
            assertThat(gateway.awaitLine(" ready ")).contains(" directMemoryMiB=" + kib / 1024 + " ");
            gateway.awaitLine("direct memory may run out connections=500 perConnectionKiB=256 limitMiB=" + kib / 1024
                    + " remedy=\"raise -XX:MaxDirectMemorySize to 134m");
            assertThat(memory(gateway).get("limit").longValue()).isEqualTo(kib * 1024L);
            long begun = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                silent(gateway, "GET /endless HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            }
            String first = gateway.awaitLine("direct memory ran out, a connection is cut");
            assertThat(first).contains(" WARN ");
            closePeers();
            long end = System.nanoTime() + WAIT_NANOS;
            while (used(gateway) > kib * 1024L / 2) {
                assertThat(System.nanoTime() - end).as("memory returns").isNegative();
            }
            for (int i = 0; i < 50; i++) { // by each event loop, also one that had served nothing before
                assertThat(statusOf(gateway.address("HTTP"))).isEqualTo(200);
            }
            assertThat(memory(gateway).get("shortages").longValue()).isPositive();
            long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            long loops = Runtime.getRuntime().availableProcessors();
            assertThat(gateway.log()
                            .lines()
                            .filter(line -> line.contains("direct memory ran out"))
                            .count())
                    .isLessThanOrEqualTo(loops * (1 + seconds));
            assertThat(gateway.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void theLimitIsALittleBelowThatOfTheJvm() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-XX:MaxDirectMemorySize=96m"))) {
            assertThat(memory(gateway).get("limit").longValue()).isEqualTo(90 * MIB);
            assertThat(memory(gateway).get("used").longValue()).isBetween(0L, 90 * MIB);
            assertThat(gateway.log()).contains("direct memory may run out connections=500");
        }
    }

    @Test
    void withoutAnyOptionTheLimitIsWhatTheHeapMayGrowTo() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-Xmx256m", "-XX:+UseParallelGC"))) {
            assertThat(memory(gateway).get("limit").longValue()).isBetween(200 * MIB, 256 * MIB);
            assertThat(gateway.log()).doesNotContain("direct memory may run out");
        }
    }

    private void assertBounded(String what, GatewayProcess gateway, long base) throws Exception {
        long used = settled(gateway) - base;
        System.out.println(what + ": " + used / MANY / 1024 + " KiB of direct memory for each of " + MANY);
        assertThat(used).isLessThan((long) MANY * DirectMemory.PER_CONNECTION);
        assertThat(used).as("they do hold something").isGreaterThan(MANY * 16L * 1024);
        assertThat(memory(gateway).get("shortages").longValue()).isZero();
        closePeers();
    }

    /** The most that was used until it has not grown for 2 s. */
    private static long settled(GatewayProcess gateway) throws Exception {
        long most = 0;
        for (int same = 0; same < 20; same++) {
            long now = used(gateway);
            if (now > most) {
                most = now;
                same = 0;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return most;
    }

    /** A client that sends this and then does nothing. */
    private SocketChannel silent(GatewayProcess gateway, String request) throws Exception {
        SocketChannel client = SocketChannel.open();
        peers.add(client);
        client.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
        client.connect(gateway.address("HTTP"));
        client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        client.configureBlocking(false);
        return client;
    }

    private static void sendUntilNobodyTakesMore(List<SocketChannel> clients) throws IOException {
        for (int quiet = 0; quiet < 20; quiet++) {
            for (SocketChannel client : clients) {
                while (client.write(ByteBuffer.allocate(64 * 1024)) > 0) {
                    quiet = 0;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static int statusOf(InetSocketAddress http) {
        try {
            return Http.get(http, "shop.test", "/echo").status();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long used(GatewayProcess gateway) throws Exception {
        return memory(gateway).get("used").longValue();
    }

    private static JsonNode memory(GatewayProcess gateway) throws Exception {
        String page = Http.get(gateway.address("ADMIN"), "127.0.0.1", "/status").body();
        return JSON.readTree(page).get("direct_memory");
    }

    private void closePeers() throws Exception {
        for (AutoCloseable each : peers) {
            each.close();
        }
        peers.clear();
    }
}
