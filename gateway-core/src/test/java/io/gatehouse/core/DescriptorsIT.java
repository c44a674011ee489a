// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The real process with few file descriptors: it refuses, it goes on, it recovers, and it leaks none. */
class DescriptorsIT {
    private static final TestCa CA = TestCa.create("descriptors");
    private static final int DESCRIPTORS = 200;
    private static final int CONNECTIONS = (DESCRIPTORS - 128) / 2; // what the gateway makes of it
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private EchoUpstream upstream;
    private ConfigDir config;

    @BeforeEach
    void start() throws Exception {
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder).identity("shop", CA.server("shop.test"));
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}, {address: "127.0.0.1:0", protocol: http}]
                admin: "off"
                access_log: {path: "off"}
                ssls: [{sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                upstreams:
                  - {id: echo, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {idle_timeout: 1}}
                  - {id: nobody, nodes: {"127.0.0.1:1": 1}}
                  - {id: idle, nodes: {"127.0.0.1:%<d": 1}}
                routes:
                  - {uri: /idle, upstream_id: idle}
                  - {uri: /nobody, upstream_id: nobody}
                  - {uri: "/*", upstream_id: echo}
                """, upstream.port()));
    }

    @AfterEach
    void end() throws IOException {
        closeAll();
        upstream.close();
    }

    @Test
    void tooFewToBeginWithAreToldAtTheStart() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.launchWithDescriptors(config, 129)) {
            Finished finished = gateway.awaitEnd();
            assertThat(finished.exitCode()).isEqualTo(1);
            assertThat(finished.err())
                    .contains("the process may have 129 files open (ulimit -n), and needs 130 to serve one connection");
        }
    }

    @Test
    void aFloodIsRefusedAtAcceptWhileOpenConnectionsReachTheirUpstreams() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(config, DESCRIPTORS)) {
            assertThat(gateway.log()).contains("limits.connections lowered configured=20000 effective=" + CONNECTIONS);
            InetSocketAddress address = gateway.address("HTTP");
            for (int i = 0; i < 4; i++) { // each event loop opens a little once and for all
                assertThat(Http.get(address, "shop.test", "/").status()).isEqualTo(200);
            }
            awaitQuiet(gateway);
            long base = gateway.openDescriptors();
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(connect(address));
                assertThat(Http.get(open.get(i), "shop.test", "/").status()).isEqualTo(200);
            }
            long flooded = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                assertThat(isClosedByTheGateway(connect(address))).isTrue();
            }
            for (Socket each : open) { // all at once: each needs an upstream connection of its own
                Http.send(each, "shop.test", "/");
            }
            for (Socket each : open) {
                assertThat(Http.read(each).status()).isEqualTo(200);
            }
            long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - flooded);
            assertThat(linesWith(gateway, "connection limit reached")).isBetween(1L, 1 + seconds);
            closeAll();
            awaitDescriptors(gateway, base);
            assertThat(Http.get(address, "shop.test", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutADescriptorLeftAcceptingPausesAndRecovers() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(config, 1_000)) {
            InetSocketAddress address = gateway.address("HTTP");
            assertThat(Http.get(address, "shop.test", "/").status()).isEqualTo(200);
            Socket old = connect(address);
            assertThat(Http.get(old, "shop.test", "/").status()).isEqualTo(200);
            long few = gateway.openDescriptors() + 10;
            assumeTrue(gateway.allowDescriptors(few), "prlimit is not there");
            for (int i = 0; i < 40; i++) {
                connect(address); // the kernel completes them; the gateway can take about ten
            }
            gateway.awaitLine("accepting failed, paused");
            Duration before = gateway.processorTime();
            long lines = linesWith(gateway, "accepting failed, paused");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            assertThat(gateway.processorTime().minus(before)).isLessThan(Duration.ofSeconds(1));
            assertThat(linesWith(gateway, "accepting failed, paused") - lines).isBetween(1L, 3L);
            assertThat(Http.get(old, "shop.test", "/").status())
                    .isIn(200, 503); // alive; perhaps no descriptor for a node
            closeAll();
            long end = System.nanoTime() + WAIT_NANOS;
            while (status(address) != 200) {
                assertThat(System.nanoTime() - end).as("recovers").isNegative();
            }
            assertThat(gateway.log()).doesNotContain(" ERROR ");
        }
    }

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void anIdleConnectionGivesItsDescriptorToOneThatIsNeeded(boolean tls) throws Exception {
        String node = "{id: idle, nodes: {\"127.0.0.1:" + upstream.port() + "\": 1}";
        try (EchoUpstream secure = EchoUpstream.tls(CA.server("a.test"), null)) {
            if (tls) {
                config.gateway(Files.readString(config.gatewayYaml())
                        .replace(
                                node,
                                "{id: idle, nodes: {\"127.0.0.1:" + secure.port()
                                        + "\": 1}, scheme: https, tls: {verify: false}"));
            }
            anIdleConnectionGivesItsDescriptor();
        }
    }

    private void anIdleConnectionGivesItsDescriptor() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(config, 1_000)) {
            InetSocketAddress address = gateway.address("HTTP");
            Socket client = connect(address);
            assertThat(Http.get(client, "shop.test", "/idle").status()).isEqualTo(200);
            assumeTrue(gateway.allowDescriptors(gateway.openDescriptors() + 10), "prlimit is not there");
            for (int i = 0; i < 40; i++) {
                connect(address);
            }
            gateway.awaitLine("accepting failed, paused");

            assertThat(Http.get(client, "shop.test", "/").status()).isEqualTo(200);

            assertThat(gateway.log()).doesNotContain("no descriptor left");
        }
    }

    @Test
    void noFaultCostsADescriptor() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(config, 1_000)) {
            InetSocketAddress http = gateway.address("HTTP");
            InetSocketAddress https = gateway.address("HTTPS");
            faults(http, https); // whatever is opened once and for all
            closeAll();
            awaitQuiet(gateway);
            long base = gateway.openDescriptors();
            for (int round = 0; round < 10; round++) {
                faults(http, https);
            }
            closeAll();
            awaitDescriptors(gateway, base);
        }
    }

    /** Ends of all kinds, on both sides. */
    private void faults(InetSocketAddress http, InetSocketAddress https) throws IOException {
        String post = "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 10\r\n\r\n";
        reset(send(http, ""));
        reset(send(http, "GET / HT"));
        reset(send(http, post + "abc"));
        reset(send(http, "GET /slow HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
        upstream.letGo();
        send(http, post + "abc").close();
        send(http, "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n").close();
        send(http, "\u0000\u0001\r\n\r\n").close();
        send(http, "GET /nobody HTTP/1.1\r\nHost: shop.test\r\n\r\n").shutdownOutput();
        assertThat(Http.get(http, "shop.test", "/nobody").status()).isEqualTo(502);
        assertThat(Http.get(http, "shop.test", "/").status()).isEqualTo(200);
        reset(send(https, ""));
        send(https, "GET / HTTP/1.1\r\n\r\n").shutdownOutput();
        send(https, "\u0016\u0003\u0001\u0000\u0005\u0001\u0000").close();
        reset(send(https, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"));
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private Socket send(InetSocketAddress address, String octets) throws IOException {
        Socket socket = connect(address);
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(address, 5_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private void closeAll() throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
        sockets.clear();
    }

    private static int status(InetSocketAddress address) {
        try {
            return Http.get(address, "shop.test", "/").status();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isClosedByTheGateway(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static long linesWith(GatewayProcess gateway, String text) {
        return gateway.log().lines().filter(line -> line.contains(text)).count();
    }

    private static void awaitDescriptors(GatewayProcess gateway, long most) throws IOException {
        long end = System.nanoTime() + WAIT_NANOS;
        while (gateway.openDescriptors() > most) {
            assertThat(System.nanoTime() - end)
                    .as("%s descriptors, at the beginning %s", gateway.openDescriptors(), most)
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Waits until their number has been the same for longer than an idle connection to an upstream is kept. */
    private static void awaitQuiet(GatewayProcess gateway) throws IOException {
        long last = -1;
        for (int same = 0; same < 30; ) {
            long now = gateway.openDescriptors();
            same = now == last ? same + 1 : 0;
            last = now;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
