// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} speaks of the files, {@code explain --live} of what runs. */
class ExplainLiveIT {
    private static final TestCa CA = TestCa.create("shop");
    private static final TestCa STAFF = TestCa.create("staff");
    private static final TestIdentity OLD = CA.server("shop.test");
    private static final TestIdentity NEW = CA.server("shop.test");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;

    @BeforeEach
    void prepare() {
        config = new ConfigDir(folder)
                .authority("staff", STAFF)
                .identity("alice", STAFF.client("alice"))
                .identity("shop", OLD);
        gateway("127.0.0.1:0", "before", "");
    }

    private void gateway(String admin, String route, String client) {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "%s"}
                access_log: {path: "off"}
                ssls: [{id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key%s}]
                upstreams: [{id: here, nodes: {"127.0.0.1:1": 1}}]
                routes: [{id: %s, uri: /*, upstream_id: here}]
                """, admin, client, route));
    }

    @Test
    void untilAReloadTheFilesAndWhatRunsAreTwoThings() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            String admin = address(gateway.address("ADMIN"));
            config.identity("shop", NEW);
            gateway("127.0.0.1:0", "after", ", client: {ca: certs/staff.crt}");

            Finished files = explain("--sni", "shop.test");
            assertThat(files.exitCode()).as(files.err()).isEqualTo(3);
            assertThat(files.out())
                    .contains("source       the files of gateway.yaml as they are now")
                    .contains("serial " + serial(NEW))
                    .contains(
                            "result       HANDSHAKE REFUSED, alert certificate_required (client_certificate_missing): no client certificate\n");
            Finished live = explain("--live", "--admin", admin, "--sni", "shop.test", "--why-not", "before");
            assertThat(live.exitCode()).as(live.err()).isZero();
            assertThat(live.out())
                    .contains("source       generation 1 of the running gateway (" + config.gatewayYaml()
                            + "), loaded at 20")
                    .contains("serial " + serial(OLD))
                    .contains("why-not      'before' at ")
                    .endsWith("result       PROXY to upstream 'here' by route 'before'\n");

            assertThat(gateway.reload()).contains("reload ok generation=2");

            Finished reloaded = explain(
                    "--live",
                    "--admin",
                    admin,
                    "--sni",
                    "shop.test",
                    "--client-cert",
                    "certs/alice.crt",
                    "--format",
                    "json");
            assertThat(reloaded.exitCode()).as(reloaded.err()).isZero();
            JsonNode json = new ObjectMapper().readTree(reloaded.out());
            assertThat(json.at("/steps/0/generation").longValue()).isEqualTo(2);
            assertThat(json.at("/result/reason").textValue()).isEqualTo("to upstream 'here' by route 'after'");
            assertThat(json.toString()).contains(serial(NEW), "'CN=alice' is accepted");
            assertThat(explain("--live", "--admin", admin, "--sni", "other.test")
                            .exitCode())
                    .isEqualTo(3);
        }
    }

    /** A route that only the files know is no route yet. */
    @Test
    void whatIsAskedWrongIsSaidAsWithoutIt() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            String admin = address(gateway.address("ADMIN"));
            gateway("127.0.0.1:0", "after", "");

            Finished unknown = explain("--live", "--admin", admin, "--sni", "shop.test", "--why-not", "after");

            assertThat(unknown.exitCode()).isEqualTo(64);
            assertThat(unknown.err())
                    .isEqualTo("gatehouse explain: --why-not: 'after' is no route (expected: before)\n");
            assertThat(explain("--live", "--admin", admin).err()).contains("--sni: missing");
        }
    }

    @Test
    void findsTheRunningGatewayByItsConfigurationOrSaysWhatToDo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        gateway("127.0.0.1:" + port, "before", "");
        Finished nobody = explain("--live", "--sni", "shop.test");
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err())
                .isEqualTo("gatehouse explain: no gateway answers at 127.0.0.1:" + port
                        + ": is it running, and is its admin.address this one? --admin HOST:PORT names another\n");
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            assertThat(explain("--live", "--sni", "shop.test").exitCode()).isZero();
            assertThat(gateway.address("ADMIN").getPort()).isEqualTo(port);
        }
        gateway("127.0.0.1:0", "before", "");
        assertThat(explain("--live", "--sni", "shop.test").err())
                .contains("leaves the port to the system", "--admin HOST:PORT names its admin listener");
        config.gateway("admin: off\n");
        Finished off = explain("--live", "--sni", "shop.test");
        assertThat(off.exitCode()).isEqualTo(64);
        assertThat(off.err()).contains("says admin: off", "--admin HOST:PORT names its admin listener");
    }

    private static String serial(TestIdentity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }

    private static String address(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private Finished explain(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("explain", "--config", "gateway.yaml"));
        all.addAll(List.of(arguments));
        return GatewayProcess.run(folder, all.toArray(String[]::new));
    }
}
