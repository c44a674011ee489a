// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job by the transports that {@code auto} does not choose. */
class TransportIT {
    private static final TestCa CA = TestCa.create("transport");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "nio"})
    void servesAndRefusesByName(String transport) throws Exception {
        assumeTrue(!transport.equals("io_uring") || IoUring.isAvailable(), "io_uring");
        try (EchoUpstream upstream = EchoUpstream.plain();
                GatewayProcess gateway = GatewayProcess.start(config(transport, upstream.port()))) {
            assertThat(gateway.awaitLine(" ready ")).contains(" transport=" + transport + " ");
            InetSocketAddress address = gateway.address("HTTPS");
            TlsClient alice = TlsClient.trusting(CA).identity(CA.client("alice"));
            try (TlsConnection connection = alice.connect(address, "staff.test")) {
                for (int i = 0; i < 3; i++) {
                    assertThat(Http.get(connection.socket(), "staff.test", "/").status())
                            .isEqualTo(200);
                }
            }
            for (int i = 0; i < 10; i++) { // the alert arrives, and is not overtaken by the end of the connection
                assertThatThrownBy(() -> {
                            try (TlsConnection nobody = TlsClient.trusting(CA).connect(address, "staff.test")) {
                                Http.get(nobody.socket(), "staff.test", "/");
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("certificate_required");
            }
        }
    }

    private ConfigDir config(String transport, int port) throws Exception {
        return new ConfigDir(folder)
                .authority("ca", CA)
                .identity("staff", CA.server("staff.test"))
                .gateway(String.format(Locale.ROOT, """
                        transport: %s
                        listeners: [{address: "127.0.0.1:0", protocol: https}]
                        ssls: [{sni: staff.test, cert: certs/staff.crt, key: certs/staff.key, client: {ca: certs/ca.crt}}]
                        routes: [{uri: /*, upstream: {nodes: {"127.0.0.1:%d": 1}}}]
                        """, transport, port));
    }
}
