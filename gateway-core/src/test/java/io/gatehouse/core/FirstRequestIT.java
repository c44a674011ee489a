// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.RecordPeer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.netty.channel.uring.IoUring;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first request of a client whose TCP keeps a segment back until the end of the handshake is acknowledged (RFC 896). */
class FirstRequestIT {
    private static final TestCa CA = TestCa.create("first-request");
    private static final Duration LEAST_DELAY_OF_AN_ACKNOWLEDGEMENT = Duration.ofMillis(40); // TCP_DELACK_MIN of Linux
    private static final int CONNECTIONS = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** In TLS 1.2 only a resumed handshake ends with the client's word. */
    @ParameterizedTest
    @CsvSource({"epoll, TLSv1.3", "epoll, TLSv1.2", "io_uring, TLSv1.3"})
    void doesNotWaitForADelayedAcknowledgement(String transport, String version) throws Exception {
        assumeTrue(!transport.equals("io_uring") || IoUring.isAvailable(), "io_uring");
        ConfigDir config =
                new ConfigDir(folder).identity("site", CA.server("site.test")).gateway("""
                        transport: %s
                        listeners: [{address: "127.0.0.1:0", protocol: https}]
                        admin: off
                        ssls: [{sni: site.test, cert: certs/site.crt, key: certs/site.key}]
                        routes: [{uri: "/*", plugins: {redirect: {uri: "https://elsewhere.test/"}}}]
                        """.formatted(transport));
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            TlsClient client = TlsClient.trusting(CA).protocols(version);
            Duration fastest = Duration.ofDays(1);
            for (int i = 0; i < CONNECTIONS; i++) {
                Duration taken = firstRequest(client, gateway.address("HTTPS"));
                fastest = i > 0 && taken.compareTo(fastest) < 0 ? taken : fastest; // the first one is not resumed
            }
            assertThat(fastest).isLessThan(LEAST_DELAY_OF_AN_ACKNOWLEDGEMENT);
        }
    }

    private static Duration firstRequest(TlsClient client, InetSocketAddress address) throws Exception {
        Socket socket = new Socket();
        try (RecordPeer peer = client.connectRecords(socket, address, "site.test")) {
            socket.setTcpNoDelay(false);
            byte[] request = peer.seal("GET / HTTP/1.1\r\nHost: site.test\r\n\r\n");
            long sent = System.nanoTime();
            peer.sendRaw(request).readUntil("HTTP/1.1 302");
            return Duration.ofNanos(System.nanoTime() - sent);
        }
    }
}
