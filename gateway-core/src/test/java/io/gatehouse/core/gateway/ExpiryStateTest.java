// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.Http;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.metrics.Metric;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestClock;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readiness, status and metrics say of certificates while time goes by. */
class ExpiryStateTest {
    private static final TestCa CA = TestCa.create("state");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\\n]+");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:" + LABEL + ")(?:," + LABEL + ")*\\})? (-?[0-9]+(?:\\.[0-9]+)?)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final TestClock clock = new TestClock();
    private ConfigDir config;
    private EchoUpstream upstream;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private Gateway gateway;

    @BeforeEach
    void prepare() throws IOException {
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder)
                .identity("shop", lasting("shop.test", 8))
                .identity("api", lasting("api.test", 300));
    }

    @AfterEach
    void end() {
        gateway.drain();
        upstream.close();
    }

    @Test
    void readinessOnlyTellsUnlessToldOtherwise() throws Exception {
        start("");
        assertThat(get("/readyz"))
                .extracting(Http.Response::status, Http.Response::body)
                .containsExactly(200, "ready\n");

        clock.advance(Duration.ofDays(7)); // the last eighth of its eight days
        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/readyz").body()).startsWith("ready\n1 certificate critical: ssls/shop (");

        clock.advance(Duration.ofDays(1));
        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/readyz").body()).startsWith("ready\n1 certificate out of its time: ssls/shop (");
        assertThat(status().get("ready").booleanValue()).isTrue();

        clock.advance(Duration.ofDays(292));
        assertThat(get("/readyz").body()).startsWith("ready\n2 certificates out of their time: ");
    }

    @Test
    void degradedIsAGatewayOnlyWhenClientsRefuseACertificate() throws Exception {
        start("expiry: {readiness: degrade}\n");
        clock.advance(Duration.ofDays(7));
        assertThat(get("/readyz").status()).isEqualTo(200);

        clock.advance(Duration.ofDays(1));
        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/readyz").body()).startsWith("not ready\n1 certificate out of its time: ssls/shop (");
        assertThat(status().get("ready").booleanValue()).isFalse();
        assertThat(status().at("/readiness_details/0").textValue()).contains("ssls/shop");
        assertThat(metrics()).contains("gatehouse_ready 0");

        config.identity(
                "shop",
                TestCa.serverRequest("shop.test")
                        .valid(clock.instant(), clock.instant().plus(Duration.ofDays(8)))
                        .issuedBy(CA));
        gateway.reload().get();
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void statusNamesUpstreamsOfRoutesToo() throws Exception {
        start("");
        String yaml = Files.readString(config.gatewayYaml());
        config.gateway(yaml.replace(
                "upstream_id: echo}",
                "upstream_id: echo}, {id: inner, uri: /i, upstream: {nodes: {\"127.0.0.1:9\": 1}}}"));
        gateway.reload().get();
        JsonNode upstreams = status().get("upstreams");
        assertThat(upstreams.findValuesAsText("id")).containsExactly("echo", "route:inner");
        assertThat(upstreams.at("/1/nodes/0").textValue()).isEqualTo("127.0.0.1:9");
    }

    @Test
    void statusCountsByStateAndNamesTheNext() throws Exception {
        start("");
        clock.advance(Duration.ofDays(7));
        JsonNode certificates = status().get("certificates");
        assertThat(certificates.get("total").intValue()).isEqualTo(2);
        assertThat(certificates.get("critical").intValue()).isEqualTo(1);
        assertThat(certificates.get("ok").intValue()).isEqualTo(1);
        assertThat(certificates.get("next").findValuesAsText("ssl")).containsExactly("shop", "api");
        assertThat(certificates.at("/next/0/state").textValue()).isEqualTo("critical");
        assertThat(status().at("/ssls/0/certificates/0/state").textValue()).isEqualTo("critical");
    }

    @Test
    void handshakesAreCountedByObjectAndSurviveReloads() throws Exception {
        start("");
        assertThat(status().at("/ssls/0/handshakes").intValue()).isZero();
        assertThat(status().at("/ssls/0").has("last_handshake")).isFalse();
        connect("shop.test");
        clock.advance(Duration.ofHours(1));
        connect("shop.test");
        Instant last = clock.instant();
        assertThatThrownBy(() -> connect("nobody.test")).isInstanceOf(IOException.class);

        config.identity("shop", lasting("shop.test", 8));
        gateway.reload().get();
        clock.advance(Duration.ofHours(1));

        JsonNode shop = status().at("/ssls/0");
        assertThat(shop.get("handshakes").intValue()).isEqualTo(2);
        assertThat(Instant.parse(shop.get("last_handshake").textValue()).toEpochMilli())
                .isEqualTo(last.toEpochMilli());
        assertThat(status().at("/ssls/1/handshakes").intValue()).isZero();
        assertThat(metrics())
                .contains("gatehouse_ssl_handshakes_total{ssl=\"shop\"} 2\n")
                .contains("gatehouse_ssl_handshakes_total{ssl=\"api\"} 0\n")
                .contains(
                        "gatehouse_ssl_last_handshake_timestamp_seconds{ssl=\"shop\"} " + last.getEpochSecond() + "\n")
                .contains("gatehouse_ssl_last_handshake_timestamp_seconds{ssl=\"api\"} 0\n")
                .contains("gatehouse_handshakes_total{resumed=\"false\"} 2")
                .contains("gatehouse_handshakes_refused_total{reason=\"unknown_name\"} 1")
                .contains("gatehouse_reloads_total{result=\"ok\"} 1")
                .contains("gatehouse_last_reload_successful 1")
                .contains("gatehouse_generation 2");

        config.gateway("no configuration");
        gateway.reload().get();
        assertThat(metrics()).contains("gatehouse_last_reload_successful 0");

        yaml("", false);
        gateway.reload().get();
        yaml("", true);
        gateway.reload().get();
        assertThat(status().at("/ssls/0/handshakes").intValue())
                .as("removed and added again")
                .isZero();
    }

    @Test
    void sslObjectsCanBeReadAPageAtATime() throws Exception {
        start("");
        clock.advance(Duration.ofDays(7));
        JsonNode first = page("?limit=1");
        assertThat(first.get("total").intValue()).isEqualTo(2);
        assertThat(first.get("ssls").findValuesAsText("id")).containsExactly("shop");
        assertThat(first.get("next").textValue()).isEqualTo("shop");
        JsonNode second = page("?limit=1&after=shop");
        assertThat(second.get("ssls").findValuesAsText("id")).containsExactly("api");
        assertThat(second.has("next")).isFalse();
        assertThat(page("?state=critical,expired").get("ssls").findValuesAsText("id"))
                .containsExactly("shop");
        assertThat(page("?name=API.test.").get("ssls").findValuesAsText("id")).containsExactly("api");
        assertThat(page("?name=other.test").get("ssls")).isEmpty();
        for (String wrong : List.of(
                "?limit=0",
                "?limit=10001",
                "?limit=x",
                "?state=good",
                "?name=a%20b",
                "?Limit=1",
                "?limit=%zz",
                "?after=gone")) {
            assertThat(get("/v1/ssls" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void everyLineOfTheMetricsIsOne() throws Exception {
        start("");
        connect("shop.test");
        Http.Response page = get("/metrics");
        assertThat(page.head()).contains("text/plain; version=0.0.4; charset=utf-8");
        Set<String> begun = new HashSet<>();
        Set<String> series = new HashSet<>();
        String current = "";
        String type = "";
        for (String line : page.body().split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher kind = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                current = help.group(1);
                assertThat(begun.add(current)).as("begun once: " + line).isTrue();
            } else if (kind.matches()) {
                assertThat(kind.group(1)).isEqualTo(current);
                type = kind.group(2);
                assertThat(current.endsWith("_total")).as(line).isEqualTo(type.equals("counter"));
            } else if (!line.isEmpty()) {
                assertThat(sample.matches()).as(line).isTrue();
                boolean bucket = type.equals("histogram") && sample.group(1).matches(current + "_(bucket|sum|count)");
                assertThat(bucket || sample.group(1).equals(current)).as(line).isTrue();
                assertThat(series.add(line.substring(0, line.lastIndexOf(' '))))
                        .as("once: " + line)
                        .isTrue();
            }
        }
        assertThat(page.body()).endsWith("\n");
        assertThat(begun)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Metric.values()).map(Metric::label).toList());
        assertThat(series.size()).isLessThan(350);
    }

    @Test
    void namesThatClientsInventAddNoSeries() throws Exception {
        start("tls: {default_ssl: api}\n");
        long before = metrics().lines().count();
        for (int i = 0; i < 20; i++) {
            connect("invented" + i + ".test");
        }
        assertThat(status().at("/ssls/1/handshakes").intValue()).isEqualTo(20);
        assertThat(metrics().lines().count()).isEqualTo(before);
        assertThat(metrics()).doesNotContain("invented");
    }

    @Test
    void metricsTellOfCertificatesByState() throws Exception {
        start("");
        clock.advance(Duration.ofDays(8));
        Instant end =
                Instant.parse(status().at("/certificates/next/0/not_after").textValue());
        assertThat(metrics())
                .contains("gatehouse_certificates{state=\"expired\"} 1")
                .contains("gatehouse_certificates{state=\"ok\"} 1")
                .contains("gatehouse_certificates{state=\"warn\"} 0")
                .contains("gatehouse_certificates_earliest_not_after_timestamp_seconds{state=\"expired\"} "
                        + end.getEpochSecond())
                .contains("gatehouse_certificate_not_after_timestamp_seconds{ssl=\"shop\",serial=\""
                        + status().at("/certificates/next/0/serial").textValue() + "\"} " + end.getEpochSecond());
    }

    private void start(String more) {
        yaml(more, true);
        try {
            gateway = Gateway.start(new ConfigLoader(config.gatewayYaml(), clock), clock);
        } catch (StartFailedException e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }

    private void yaml(String more, boolean shop) {
        String object = "  - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key}\n";
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: off
                %sssls:
                %s  - {id: api, sni: api.test, cert: certs/api.crt, key: certs/api.key}
                upstreams: [{id: echo, nodes: {"127.0.0.1:%d": 1}}]
                routes: [{id: all, uri: /*, upstream_id: echo}]
                """, more, shop ? object : "", upstream.port()));
    }

    /** Of so many days, from two seconds ago. */
    private TestIdentity lasting(String name, int days) {
        Instant begin = clock.instant().minusSeconds(2);
        return TestCa.serverRequest(name)
                .valid(begin, begin.plus(Duration.ofDays(days)))
                .issuedBy(CA);
    }

    private void connect(String name) throws IOException {
        TlsClient client = TlsClient.trusting(CA);
        try (TlsConnection connection =
                client.connect(gateway.listeners().get(0).address(), name)) {
            assertThat(Http.get(connection.socket(), name, "/").status()).isEqualTo(200);
        }
    }

    private JsonNode status() throws IOException {
        return JSON.readTree(get("/status").body());
    }

    private JsonNode page(String query) throws IOException {
        return JSON.readTree(get("/v1/ssls" + query).body());
    }

    private String metrics() throws IOException {
        return get("/metrics").body();
    }

    private Http.Response get(String path) throws IOException {
        return Http.get(gateway.adminAddress().orElseThrow(), "127.0.0.1", path);
    }
}
