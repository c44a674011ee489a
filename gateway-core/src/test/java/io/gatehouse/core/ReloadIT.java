// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.fixtures.ScriptedUpstream;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to the real process: everything changes, or nothing does. */
class ReloadIT {
    private static final TestCa CA = TestCa.create("reload");
    private static final String UPGRADE =
            "GET /socket HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final int CONNECTIONS = 32;
    private static final int RELOADS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;
    private EchoUpstream upstream;

    @BeforeEach
    void prepare() throws IOException {
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder).identity("shop", CA.server("shop.test"));
        config.file("routes/all.yaml", String.format(Locale.ROOT, """
                routes: [{id: all, uri: "/*", upstream: {nodes: {"127.0.0.1:%d": 1}}}]
                """, upstream.port()));
        config.file("ssls/shop.yaml", """
                ssls: [{id: shop, sni: shop.test, cert: ../certs/shop.crt, key: ../certs/shop.key}]
                """);
        gatewayYaml("");
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    @Test
    void aRenewedCertificateIsServedToNewHandshakesAndOldConnectionsLiveOn() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config);
                TlsConnection before = connect(gateway)) {
            assertThat(Http.get(before.socket(), "shop.test", "/").status()).isEqualTo(200);
            TestIdentity renewed = CA.server("shop.test");
            config.identity("shop", renewed);

            assertThat(gateway.reload()).contains("reload ok generation=2 ");

            try (TlsConnection after = connect(gateway)) {
                assertThat(after.peerCertificate()).isEqualTo(renewed.certificate());
            }
            assertThat(Http.get(before.socket(), "shop.test", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void aTunnelOutlivesItsRouteAndItsCertificateAndIsDrainedWithItsSslObject() throws Exception {
        config.gateway(Files.readString(config.gatewayYaml()) + "shutdown: {drain_timeout: 1s}\n");
        try (ScriptedUpstream sockets = new ScriptedUpstream()) {
            config.file("routes/all.yaml", String.format(Locale.ROOT, """
                    routes: [{id: all, uri: /socket, upstream: {nodes: {"127.0.0.1:%d": 1}}, enable_websocket: true}]
                    """, sockets.port()));
            try (GatewayProcess gateway = GatewayProcess.start(config);
                    TlsConnection tunnel = connect(gateway)) {
                pass(tunnel, UPGRADE, "hello");
                pass(tunnel, "before", "before");

                config.identity("shop", CA.server("shop.test"));
                config.file("routes/all.yaml", "routes: []\n");
                assertThat(gateway.reload()).contains("reload ok generation=2 ");
                pass(tunnel, "behind", "behind");

                config.authority("clients", CA).file("ssls/shop.yaml", """
                        ssls:
                          - id: shop
                            sni: shop.test
                            cert: ../certs/shop.crt
                            key: ../certs/shop.key
                            client: {ca: ../certs/clients.crt, mode: optional}
                        """);
                assertThat(gateway.reload()).contains("reload ok generation=3 ");
                assertThat(tunnel.socket().getInputStream().read()).isNegative(); // a second later
            }
        }
    }

    @Test
    void aChainThatBecameShorterIsWarnedOf() throws Exception {
        TestCa middle = CA.intermediate("reload middle");
        config.identity("shop", middle.server("shop.test"));
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            config.identity("shop", CA.server("shop.test"));

            assertThat(gateway.reload()).contains("reload ok generation=2 ");

            assertThat(gateway.log())
                    .contains("ssls/shop.yaml:1:41: warning: ssls[0].cert: chain became shorter than the running one");
            get(gateway);
        }
    }

    @Test
    void aFaultChangesNothingUsesUpNoNumberAndSaysWhy() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            config.file("ssls/shop.yaml", "ssls: [{id: shop, sni: shop.test, cert: ../certs/shop.crt}]\n");

            assertThat(gateway.reload()).contains("ERROR reload refused generation=1 ");

            assertThat(gateway.log()).contains("ssls/shop.yaml:1:8: error: ssls[0]");
            String status =
                    Http.get(gateway.address("ADMIN"), "127.0.0.1", "/status").body();
            assertThat(status)
                    .contains("\"generation\" : 1")
                    .contains("\"refused\"")
                    .contains("ssls/shop.yaml:1:8: error");
            try (TlsConnection still = connect(gateway)) {
                assertThat(Http.get(still.socket(), "shop.test", "/").status()).isEqualTo(200);
            }
            config.file("ssls/shop.yaml", """
                    ssls: [{id: store, sni: shop.test, cert: ../certs/shop.crt, key: ../certs/shop.key}]
                    """);
            assertThat(gateway.reload())
                    .contains("reload ok generation=2 added=[ssls/store] changed=[] removed=[ssls/shop]");
        }
    }

    @Test
    void listenersComeAndGo() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            int port = freePort();
            gatewayYaml("- {address: \"127.0.0.1:" + port + "\", protocol: http}");
            InetSocketAddress added = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);

            assertThat(gateway.reload()).contains("reload ok generation=2 ");
            assertThat(Http.get(added, "a.test", "/").status()).isEqualTo(200);

            gatewayYaml("");
            assertThat(gateway.reload()).contains("reload ok generation=3 ");
            awaitRefused(added);
            try (TlsConnection still = connect(gateway)) {
                assertThat(Http.get(still.socket(), "shop.test", "/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBusyPortRefusesTheReloadAndWhatRanGoesOn() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config);
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gatewayYaml("- {address: \"127.0.0.1:" + busy.getLocalPort() + "\", protocol: http}");

            assertThat(gateway.reload()).contains("reload refused generation=1 ");

            assertThat(gateway.log()).contains("cannot listen on 127.0.0.1:" + busy.getLocalPort());
            try (TlsConnection still = connect(gateway)) {
                assertThat(Http.get(still.socket(), "shop.test", "/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatNeedsARestartIsRefusedWithThatWord() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            config.file("gateway.yaml", Files.readString(config.gatewayYaml()) + "event_loops: 7\n");

            assertThat(gateway.reload()).contains("reload refused generation=1 ");

            assertThat(gateway.log()).containsPattern("gateway.yaml:7:14: error: event_loops: .* needs restart");
        }
    }

    @Test
    void nothingChangedIsSaidAndTheAccessLogIsOpenedAnew() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            get(gateway);
            Path log = folder.resolve("access.log");
            Files.move(log, folder.resolve("access.log.1"));

            assertThat(gateway.reload()).contains("reload ok generation=1 changed=nothing");
            get(gateway);
            gateway.terminate();

            assertThat(Files.readAllLines(folder.resolve("access.log.1"))).hasSize(1);
            assertThat(Files.readAllLines(log))
                    .singleElement()
                    .asString()
                    .contains("\"ssl\":\"shop\"", "\"status\":200");
        }
    }

    @Test
    void whatIsUnsafeIsWarnedOfByEachReloadThatSomebodyAsksForAlsoIfNothingChanged() throws Exception {
        config.file("upstreams/unsafe.yaml", """
                upstreams:
                  - {id: unsafe, scheme: https, nodes: {"127.0.0.1:1": 1}, tls: {verify: false}}
                """);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            assertThat(gateway.reload()).contains("reload ok generation=1 changed=nothing");

            assertThat(gateway.log()).contains("upstreams/unsafe.yaml:2:74: warning: upstreams[0].tls.verify: ");
        }
    }

    /** What stands for the id of such a route does not depend on its place. */
    @Test
    void idleUpstreamConnectionsOfARouteWithoutIdOutliveOneThatIsWrittenAboveIt() throws Exception {
        String route = "  - {uri: \"/*\", upstream: {nodes: {\"127.0.0.1:" + upstream.port() + "\": 1}}}\n";
        config.file("routes/all.yaml", "routes:\n" + route);
        config.gateway(Files.readString(config.gatewayYaml()) + "event_loops: 1\n"); // so that there is one pool
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            get(gateway);
            config.file("routes/all.yaml", "routes:\n" + route.replace("/*", "/new/*") + route);

            assertThat(gateway.reload())
                    .contains("reload ok generation=2 ", "routes/*/new/*@routes/all.yaml] changed=[] removed=[]");

            get(gateway);
            assertThat(upstream.connections()).isEqualTo(1);

            config.file(
                    "routes/all.yaml", "routes:\n" + route.replace("{uri", "{id: posts, methods: [POST], uri") + route);
            assertThat(gateway.reload())
                    .contains("reload ok generation=3 added=[upstreams/route:posts, routes/posts] ");
            get(gateway);
            assertThat(upstream.connections()).as("by a route that has an id").isEqualTo(1);
        }
    }

    @Test
    void noRequestFailsBecauseOfReloadsUnderLoad() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            get(gateway);
            long descriptors = gateway.openDescriptors();
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch connected = new CountDownLatch(CONNECTIONS);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int requestsPerConnection = i % 2 == 0 ? Integer.MAX_VALUE : 20; // some keep it, some handshake anew
                counts.add(clients.submit(requests(gateway, requestsPerConnection, connected, stop)));
            }
            assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < RELOADS; i++) {
                config.identity("shop", CA.server("shop.test"));
                assertThat(gateway.reload()).contains("reload ok generation=" + (i + 2) + " ");
            }
            stop.set(true);
            int total = 0;
            for (Future<Integer> count : counts) {
                int each = count.get(20, TimeUnit.SECONDS); // throws if a request failed
                assertThat(each).isGreaterThan(1);
                total += each;
            }
            assertThat(total).isGreaterThan(CONNECTIONS * 2);
            long loops =
                    Runtime.getRuntime().availableProcessors(); // each keeps the idle connections that it once needed
            awaitDescriptors(gateway, descriptors + loops * CONNECTIONS);
        } finally {
            clients.shutdownNow();
        }
    }

    private Callable<Integer> requests(
            GatewayProcess gateway, int perConnection, CountDownLatch connected, AtomicBoolean stop) {
        return () -> {
            int done = 0;
            while (!stop.get()) {
                try (TlsConnection connection = connect(gateway)) {
                    for (int i = 0; i < perConnection && !stop.get(); i++) {
                        assertThat(Http.get(connection.socket(), "shop.test", "/")
                                        .status())
                                .isEqualTo(200);
                        if (++done == 1) {
                            connected.countDown();
                        }
                    }
                }
            }
            return done;
        };
    }

    private void gatewayYaml(String moreListeners) {
        config.gateway(String.format(Locale.ROOT, """
                listeners:
                  - {address: "127.0.0.1:0", protocol: https}
                  %s
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: {path: access.log}
                """, moreListeners));
    }

    private static TlsConnection connect(GatewayProcess gateway) throws IOException, InterruptedException {
        return TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "shop.test");
    }

    private static void pass(TlsConnection tunnel, String there, String back) throws IOException {
        tunnel.socket().getOutputStream().write(there.getBytes(StandardCharsets.US_ASCII));
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(back)) {
            int octet = tunnel.socket().getInputStream().read();
            assertThat(octet).as("end of the tunnel behind '%s'", read).isNotNegative();
            read.append((char) octet);
        }
    }

    private static void get(GatewayProcess gateway) throws IOException, InterruptedException {
        try (TlsConnection connection = connect(gateway)) {
            assertThat(Http.get(connection.socket(), "shop.test", "/").status()).isEqualTo(200);
        }
    }

    /** While a port closes, a connection may be reset on its way; closed is what refuses. */
    private static void awaitRefused(InetSocketAddress address) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        IOException last = null;
        while (!(last instanceof ConnectException) && System.nanoTime() < deadline) {
            try {
                connectOnce(address);
            } catch (IOException e) {
                last = e;
            }
        }
        assertThat(last).isInstanceOf(ConnectException.class);
    }

    private static void connectOnce(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
        }
    }

    private static void awaitDescriptors(GatewayProcess gateway, long most) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (gateway.openDescriptors() > most && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(gateway.openDescriptors()).isLessThanOrEqualTo(most);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
