// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.fixtures.ScriptedUpstream;
import io.gatehouse.tls.fixtures.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of the real process: that they are those of the access log, agree with each other, and go on over reloads. */
class MetricsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPGRADE = "GET /socket HTTP/1.1\r\nHost: faulty.test\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;
    private EchoUpstream echo;
    private EchoUpstream stranger;
    private ScriptedUpstream scripted;
    private Socket deaf;

    @BeforeEach
    void prepare() throws IOException {
        echo = EchoUpstream.plain();
        stranger = EchoUpstream.tls(TestCa.create("stranger").server("tls.test"), null);
        scripted = new ScriptedUpstream();
        deaf = new Socket(); // bound, so that nobody listens there
        deaf.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        config = new ConfigDir(folder);
        gatewayYaml("refused");
    }

    @AfterEach
    void end() throws IOException {
        echo.close();
        stranger.close();
        scripted.close();
        deaf.close();
    }

    @Test
    void theyAreThoseOfTheAccessLogAndAgreeUnderFaults() throws Exception {
        Map<String, Double> metrics;
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            InetSocketAddress http = gateway.address("HTTP");
            int clients = 0;
            for (String each : List.of("refused", "tls", "silent", "next", "nobody")) {
                Http.get(http, each + ".test", "/");
                clients++;
            }
            for (String each : List.of("/gone", "/noise", "/slow", "/")) {
                Http.get(http, "faulty.test", each);
                clients++;
            }
            assertThatThrownBy(() -> Http.get(http, "faulty.test", "/part")).isInstanceOf(IOException.class);
            try (Socket wrong = connect(http)) {
                send(wrong, "GET / HTTP/9.9\r\n\r\n");
                assertThat(Http.read(wrong).status()).isEqualTo(505);
            }
            try (Socket kept = connect(http)) {
                Http.get(kept, "echo.test", "/");
                Http.get(kept, "echo.test", "/");
                Http.get(kept, "echo.test", "/");
            }
            awaited(gateway, all -> sum(all, open("echo", "idle")) == 1);
            try (Socket leaves = connect(http)) {
                Http.send(leaves, "echo.test", "/slow");
                echo.awaitSlow();
            }
            echo.letGo();
            clients += 4;
            try (Socket tunnel = connect(http)) {
                send(tunnel, UPGRADE);
                assertThat(Http.read(tunnel).status()).isEqualTo(101);
                awaited(gateway, all -> sum(all, open("faulty", "in_use")) == 1);
                clients++;
            }
            int accepted = clients;

            metrics = awaited(
                    gateway,
                    all -> sum(all, "gatehouse_exchanges_total") == accepted + 2 // three on one
                            && sum(all, "gatehouse_upstream_connections") == 0
                            && sum(all, "gatehouse_connections") == 0);

            assertThat(sum(metrics, "gatehouse_connections_accepted_total")).isEqualTo(accepted);
        } // the end of the process writes what is left of the log

        List<JsonNode> lines = new ArrayList<>();
        for (String each : Files.readAllLines(folder.resolve("access.log"))) {
            lines.add(JSON.readTree(each));
        }
        for (String each : List.of("upstream_closed", "upstream_malformed", "upstream_timeout", "response_cut", "ok")) {
            assertThat(lines)
                    .extracting(line -> line.get("outcome").textValue())
                    .contains(each);
        }
        exchangesAreLines(metrics, lines);
        attemptsAreThoseOfTheLines(metrics, lines);
        failuresAreToldByUpstream(metrics);
    }

    private static void exchangesAreLines(Map<String, Double> metrics, List<JsonNode> lines) {
        Map<String, Double> byOutcome = new TreeMap<>();
        Map<String, Double> byClass = new TreeMap<>();
        double seconds = 0;
        for (JsonNode line : lines) {
            byOutcome.merge(line.get("outcome").textValue(), 1.0, Double::sum);
            int status = line.get("status").intValue();
            byClass.merge(status == 0 ? "none" : status / 100 + "xx", 1.0, Double::sum);
            seconds += line.get("total_ms").doubleValue() / 1000;
        }
        byOutcome.forEach(
                (outcome, count) -> assertThat(sum(metrics, "gatehouse_exchanges_total{outcome=\"" + outcome + "\"}"))
                        .as(outcome)
                        .isEqualTo(count));
        byClass.forEach((each, count) -> assertThat(metrics)
                .containsEntry("gatehouse_responses_total{class=\"" + each + "\"}", count)
                .containsEntry("gatehouse_exchange_duration_seconds_count{class=\"" + each + "\"}", count)
                .containsEntry(
                        "gatehouse_exchange_duration_seconds_bucket{class=\"" + each + "\",le=\"+Inf\"}", count));
        assertThat(sum(metrics, "gatehouse_exchanges_total")).isEqualTo(lines.size());
        assertThat(sum(metrics, "gatehouse_exchange_duration_seconds_sum")).isCloseTo(seconds, within(0.001));
        double heads = lines.stream()
                .map(line -> line.get("status").intValue())
                .filter(status -> status > 0 && status < 300) // here, nodes answer nothing else
                .count();
        assertThat(sum(metrics, "gatehouse_upstream_response_head_seconds_count"))
                .isEqualTo(heads);
        assertThat(sum(metrics, "gatehouse_upstream_response_head_seconds_sum")).isBetween(0.0, seconds);
    }

    /** Each attempt is a request that was sent, or a connection that could not be opened, and none is counted twice. */
    private static void attemptsAreThoseOfTheLines(Map<String, Double> metrics, List<JsonNode> lines) {
        int attempts =
                lines.stream().mapToInt(line -> line.get("attempts").intValue()).sum();
        int repeated = lines.stream()
                .mapToInt(line -> Math.max(0, line.get("attempts").intValue() - 1))
                .sum();
        double notOpened = metrics.entrySet().stream()
                .filter(each -> each.getKey()
                        .matches("gatehouse_upstream_failures_total.*(connect_failed|connect_timeout|tls_failed)\"}"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        assertThat(sum(metrics, "gatehouse_upstream_requests_total") + notOpened)
                .isEqualTo(attempts);
        assertThat(sum(metrics, "gatehouse_upstream_retries_total")).isEqualTo(repeated);
        assertThat(sum(metrics, "gatehouse_upstream_requests_total{upstream=\"echo\"}"))
                .isEqualTo(4);
        assertThat(sum(metrics, "gatehouse_upstream_connections_opened_total{upstream=\"echo\"}"))
                .isEqualTo(1);
    }

    private static void failuresAreToldByUpstream(Map<String, Double> metrics) {
        Map<String, Double> failures = new TreeMap<>();
        metrics.forEach((series, value) -> {
            if (series.startsWith("gatehouse_upstream_failures_total") && value > 0) {
                failures.put(series.replaceAll(".*upstream=\"|reason=|\"|}", ""), value);
            }
        });
        assertThat(failures)
                .isEqualTo(Map.of(
                        "refused,connect_failed", 1.0,
                        "next,connect_failed", 1.0,
                        "tls,upstream_tls_failed", 1.0,
                        "silent,connect_timeout", 1.0,
                        "faulty,upstream_closed", 1.0,
                        "faulty,upstream_malformed", 1.0,
                        "faulty,upstream_timeout", 2.0)); // in front of the head, and within the body
    }

    @Test
    void countersGoOnOverReloadsAlsoOfAnUpstreamThatIsGoneForAWhile() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            InetSocketAddress http = gateway.address("HTTP");
            String failed = "gatehouse_upstream_failures_total{upstream=\"refused\",reason=\"connect_failed\"}";
            assertThat(Http.get(http, "refused.test", "/").status()).isEqualTo(502);
            awaited(gateway, all -> sum(all, failed) == 1);

            gatewayYaml("another");
            assertThat(gateway.reload()).contains(" reload ok ");
            assertThat(Http.get(http, "another.test", "/").status()).isEqualTo(502);
            gatewayYaml("refused");
            assertThat(gateway.reload()).contains(" reload ok ");
            assertThat(Http.get(http, "refused.test", "/").status()).isEqualTo(502);

            awaited(gateway, all -> sum(all, failed) == 2 && sum(all, failed.replace("refused", "another")) == 1);
        }
    }

    @Test
    void theHeapIsPartOfThem() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(config, List.of("-Xmx64m", "-XX:+UseG1GC"))) {
            Map<String, Double> metrics = metrics(gateway);

            assertThat(metrics).containsEntry("gatehouse_heap_limit_bytes", 64.0 * 1024 * 1024);
            assertThat(sum(metrics, "gatehouse_heap_used_bytes")).isBetween(1e6, 64e6);
            assertThat(sum(metrics, "gatehouse_garbage_collection_seconds_total"))
                    .isBetween(0.0, 60.0);
        }
    }

    /** The upstream on which nobody listens has this id and host. */
    private void gatewayYaml(String refused) {
        config.gateway(String.format(
                Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                admin: {address: "127.0.0.1:0"}
                event_loops: 1
                limits: {connections: 100}
                access_log: {path: access.log}
                upstreams:
                  - {id: echo, nodes: {"127.0.0.1:%1$d": 1}, keepalive_pool: {idle_timeout: 1}}
                  - {id: %4$s, nodes: {"127.0.0.1:%3$d": 1}}
                  - {id: tls, scheme: https, nodes: {"127.0.0.1:%5$d": 1}}
                  - {id: silent, scheme: https, nodes: {"127.0.0.1:%2$d": 1}, timeout: {connect: 0.3}}
                  - id: next
                    keepalive_pool: {idle_timeout: 1}
                    nodes:
                      - {host: 127.0.0.1, port: %3$d, weight: 1, priority: 1}
                      - {host: 127.0.0.1, port: %1$d, weight: 1}
                  - {id: faulty, nodes: {"127.0.0.1:%2$d": 1}, timeout: {read: 0.3}}
                routes:
                  - {id: echo, host: echo.test, uri: /*, upstream_id: echo}
                  - {id: refused, host: %4$s.test, uri: /*, upstream_id: %4$s}
                  - {id: tls, host: tls.test, uri: /*, upstream_id: tls}
                  - {id: silent, host: silent.test, uri: /*, upstream_id: silent}
                  - {id: next, host: next.test, uri: /*, upstream_id: next}
                  - {id: faulty, host: faulty.test, uri: /*, upstream_id: faulty, enable_websocket: true}
                """, echo.port(), scripted.port(), deaf.getLocalPort(), refused, stranger.port()));
    }

    private static Map<String, Double> awaited(GatewayProcess gateway, Predicate<Map<String, Double>> wanted)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Map<String, Double> metrics = metrics(gateway);
        while (!wanted.test(metrics)) {
            assertThat(System.nanoTime()).as(metrics::toString).isLessThan(deadline);
            metrics = metrics(gateway);
        }
        return metrics;
    }

    private static Map<String, Double> metrics(GatewayProcess gateway) throws IOException, InterruptedException {
        Map<String, Double> metrics = new TreeMap<>();
        Http.get(gateway.address("ADMIN"), "127.0.0.1", "/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> metrics.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return metrics;
    }

    private static String open(String upstream, String state) {
        return "gatehouse_upstream_connections{upstream=\"" + upstream + "\",state=\"" + state + "\"}";
    }

    private static double sum(Map<String, Double> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, 5000);
        socket.setSoTimeout(5000);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }
}
