// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.Bulk;
import io.gatehouse.core.fixtures.BulkUpstream;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.fixtures.SocketServer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of 1 GiB, whole and unchanged, through a process that has a fraction of that as memory. */
class LargeBodyIT {
    private static final TestCa CA = TestCa.create("large-body");
    private static final List<String> LITTLE_MEMORY = List.of(
            "-Xmx40m",
            "-XX:MaxDirectMemorySize=24m",
            "-Dio.netty.leakDetection.level=simple"); // paranoid takes thrice the time

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private SocketServer upstream;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = BulkUpstream.start();
        ConfigDir config = new ConfigDir(folder).identity("shop", CA.server("shop.test"));
        gateway = GatewayProcess.start(config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}, {address: "127.0.0.1:0", protocol: http}]
                admin: "off"
                limits: {connections: 100}
                access_log: {path: "off"}
                ssls: [{sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}]
                routes: [{uri: "/*", upstream: {nodes: {"127.0.0.1:%d": 1}}}]
                """, upstream.port())), LITTLE_MEMORY);
    }

    @AfterEach
    void end() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void passToTheClientAndToTheUpstream() throws Exception {
        try (TlsConnection client = TlsClient.trusting(CA).connect(gateway.address("HTTPS"), "shop.test")) {
            Http.send(client.socket(), "shop.test", "/");
            assertThat(Bulk.readHead(client.in())).startsWith("HTTP/1.1 200 ");
            assertThat(Bulk.sumOf(client.in())).isEqualTo(Bulk.sum());
        }
        try (Socket client = new Socket("127.0.0.1", gateway.address("HTTP").getPort())) {
            client.setSoTimeout(10_000);
            String head = "PUT / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: " + Bulk.LENGTH + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            Bulk.write(client.getOutputStream());
            Http.Response response = Http.read(client);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(Long.toString(Bulk.sum()));
        }
        Finished finished = gateway.terminate(); // fails on a leak
        assertThat(finished.out()).doesNotContain(" ERROR ").doesNotContain("OutOfMemory");
    }
}
