// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two joined connections do for each other, and how they end. */
class TunnelTest {
    private static final TestCa CA = TestCa.create("tunnel");
    private static final TestIdentity SERVER = CA.server("open.example", "closed.example", "also.example");
    private static final Map<String, String> FILES =
            Map.of("server.crt", SERVER.chainPem(), "server.key", SERVER.keyPem());
    private static final String HTTPS = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls: [{id: a, sni: a, cert: server.crt, key: server.key}]
            """;
    private static final String OTHER_LISTENER = "listeners: [{address: \"127.0.0.2:0\", protocol: http}]\n";
    private static final int HELD_AT_MOST = 24 * 1024 * 1024; // the kernel's buffers on both sides, and ours
    private static final int MANY = 8 * 1024 * 1024;
    private static final int SMALL_BUFFER = 16 * 1024;

    private static ProxyFixture proxy(RawUpstream upstream, String upstreamKeys) {
        return ProxyFixture.start(node(upstream, upstreamKeys));
    }

    private static ProxyFixture tlsProxy(RawUpstream upstream, String upstreamKeys) {
        return ProxyFixture.start(HTTPS + node(upstream, upstreamKeys), FILES);
    }

    private static String node(RawUpstream upstream, String upstreamKeys) {
        return ProxyFixture.toNode(upstream.port(), upstreamKeys, ", enable_websocket: true");
    }

    private static RawPeer overTls(ProxyFixture proxy, String protocol) throws IOException {
        return new RawPeer(TlsClient.trusting(CA)
                .protocols(protocol)
                .connect(proxy.address(0), "a")
                .socket());
    }

    /** Joins the two; returns the node's end. */
    private static RawPeer join(RawPeer client, RawUpstream upstream) throws IOException {
        RawPeer node = ask(client, upstream);
        agree(node);
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        return node;
    }

    private static RawPeer ask(RawPeer client, RawUpstream upstream) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");
        RawPeer node = upstream.accept();
        node.readRequest();
        return node;
    }

    private static void agree(RawPeer node) throws IOException {
        node.send("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: y\r\n\r\n");
    }

    @Test
    void answersAClientThatSendsNothingMore() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            client.send("question").shutdownOutput();
            assertThat(node.readToEnd()).isEqualTo("question");
            node.send("one");
            assertThat(client.read(3)).isEqualTo("one");
            node.send("two").close();
            assertThat(client.readToEnd()).isEqualTo("two");
            proxy.awaitConnections(0);
        }
    }

    @Test
    void hearsAClientOutWhoseNodeSendsNothingMore() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            node.send("greeting").shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("greeting");
            client.send("one");
            assertThat(node.read(3)).isEqualTo("one");
            client.send("two").close();
            assertThat(node.readToEnd()).isEqualTo("two");
            proxy.awaitConnections(0);
        }
    }

    @Test
    void doesNotWaitForOneDirectionForEver() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.2}")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            client.shutdownOutput();
            node.awaitEnd();
            client.awaitEnd();
            proxy.awaitConnections(0);
        }
    }

    @Test
    void endsWithAResetBehindAHalfClose() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            client.shutdownOutput();
            node.awaitEnd();
            client.reset();
            assertThatThrownBy(() -> sendUntilRefused(node)).isInstanceOf(SocketException.class);
            proxy.awaitConnections(0);
        }
    }

    /** The TLS library answers a close_notify by its own, so nothing can be sent to that client any more. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void passesOnAllThatATlsClientSentBeforeItsEnd(String protocol) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tlsProxy(upstream, "");
                RawPeer client = overTls(proxy, protocol)) {
            RawPeer node = join(client, upstream);
            byte[] sent = new byte[200_000];
            client.send(sent).shutdownOutput();
            assertThat(node.readToEnd()).hasSize(sent.length);
            client.awaitEnd();
            proxy.awaitConnections(0);
        }
    }

    @Test
    void tellsATlsClientOfTheNodesEndAndStillHearsIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tlsProxy(upstream, "");
                RawPeer client = overTls(proxy, "TLSv1.3")) {
            RawPeer node = join(client, upstream);
            node.send("greeting").shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("greeting");
            for (String word : new String[] {"late", "more", "last"}) { // a record each
                client.send(word);
                assertThat(node.read(4)).isEqualTo(word);
            }
            client.socket().close();
            node.awaitEnd();
            proxy.awaitConnections(0);
        }
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void changesNoOctetEitherWay(boolean tls) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tls ? tlsProxy(upstream, "") : proxy(upstream, "");
                RawPeer client = tls ? overTls(proxy, "TLSv1.3") : proxy.connect()) {
            RawPeer node = join(client, upstream);
            Future<Long> there = sendRandom(client, 1);
            Future<Long> back = sendRandom(node, 2);
            Future<Long> arrivedThere = takeRandom(node);
            Future<Long> arrivedBack = takeRandom(client);
            assertThat(arrivedThere.get(20, TimeUnit.SECONDS)).isEqualTo(there.get(1, TimeUnit.SECONDS));
            assertThat(arrivedBack.get(20, TimeUnit.SECONDS)).isEqualTo(back.get(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void stopsTheNodeWhileTheClientDoesNotRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.3}")) {
            RawPeer client = proxy.connect(SMALL_BUFFER);
            RawPeer node = join(client, upstream);
            assertThatThrownBy(() -> sendUntilRefused(node)).isInstanceOf(SocketException.class);
            proxy.awaitConnections(0);
            client.awaitReset();
        }
    }

    /** A close_notify would wait for three seconds behind what is not read. */
    @Test
    void cutsATlsClientThatDoesNotReadAtOnce() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = tlsProxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.3}");
                RawPeer client = overTls(proxy, "TLSv1.3")) {
            RawPeer node = join(client, upstream);
            assertThatThrownBy(() -> sendUntilRefused(node)).isInstanceOf(SocketException.class);
            client.awaitReset();
        }
    }

    @Test
    void stopsTheClientWhileTheNodeDoesNotRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(SMALL_BUFFER);
                ProxyFixture proxy = proxy(upstream, ", timeout: {connect: 5, send: 5, read: 0.3}")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            assertThatThrownBy(() -> sendUntilRefused(client)).isInstanceOf(SocketException.class);
            proxy.awaitConnections(0);
            node.awaitReset();
        }
    }

    @Test
    void hasTheTimeOfItsOwnDrainAndNotOfAnEarlierReload() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            RawPeer node = join(client, upstream);
            proxy.publish("shutdown: {drain_timeout: 100ms}\n" + node(upstream, ""));
            proxy.publish(OTHER_LISTENER + "shutdown: {drain_timeout: 60s}\n");
            client.socket().setSoTimeout(300);
            assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketTimeoutException.class);
            node.send("x");
            assertThat(client.read(1)).isEqualTo("x");
        }
    }

    @Test
    void endsInTimeIfItBeginsWhileItsConnectionDrains() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream, "")) {
            RawPeer client = proxy.connect();
            RawPeer node = ask(client, upstream);
            proxy.publish(OTHER_LISTENER + "shutdown: {drain_timeout: 0}\n");
            proxy.passOnce();
            agree(node);
            assertThat(client.awaitGone()).startsWith("HTTP/1.1 101 ");
            node.awaitGone();
            proxy.awaitConnections(0);
        }
    }

    private static void sendUntilRefused(RawPeer peer) throws IOException {
        byte[] piece = new byte[64 * 1024];
        for (int sent = 0; sent < HELD_AT_MOST; sent += piece.length) {
            peer.send(piece);
        }
    }

    private static Future<Long> sendRandom(RawPeer peer, long seed) {
        return CompletableFuture.supplyAsync(() -> {
            Random random = new Random(seed);
            CRC32 digest = new CRC32();
            byte[] piece = new byte[50_000];
            try {
                for (int left = MANY; left > 0; left -= piece.length) {
                    random.nextBytes(piece);
                    byte[] part = left < piece.length ? Arrays.copyOf(piece, left) : piece;
                    digest.update(part);
                    peer.send(part);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return digest.getValue();
        });
    }

    private static Future<Long> takeRandom(RawPeer peer) {
        return CompletableFuture.supplyAsync(() -> {
            CRC32 digest = new CRC32();
            try {
                for (int left = MANY; left > 0; ) {
                    int count = Math.min(left, 60_000);
                    digest.update(peer.read(count).getBytes(StandardCharsets.ISO_8859_1));
                    left -= count;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return digest.getValue();
        });
    }
}
