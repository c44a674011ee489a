// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.config.ListenerConfig;
import io.gatehouse.core.explain.Explainer;
import io.gatehouse.core.explain.Explanation;
import io.gatehouse.core.explain.Explanation.Result;
import io.gatehouse.core.explain.Question;
import io.gatehouse.core.explain.Source;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.TlsLibrary;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import io.gatehouse.tls.fixtures.TlsConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code explain} says is what the process does: status, alert and upstream, over every kind of object, client and request. */
class ExplainAgreementIT {
    private static final TestCa CA = TestCa.create("explain");
    private static final TestCa STAFF = TestCa.create("staff");
    private static final TestIdentity REVOKED = STAFF.client("revoked");

    /** By name: what a client may show. */
    private static final Map<String, TestIdentity> CLIENTS = clients();

    /** Outcomes whose detail is the reason. */
    private static final Set<String> WITH_DETAIL =
            Set.of("malformed_request", "certificate_missing", "client_denied", "misdirected");

    /** Outcomes of requests that got as far as an upstream. */
    private static final Set<String> FORWARDED = Set.of("ok", "no_node");

    private static final List<String> NAMES = List.of(
            "www.shop.test",
            "a.shop.test",
            "staff.shop.test",
            "staff12.shop.test",
            "maybe.shop.test",
            "paths.shop.test",
            "paths12.shop.test",
            "crl.shop.test",
            "stale.shop.test",
            "allowed.shop.test",
            "broken.shop.test",
            "two.labels.shop.test",
            "no.test");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private EchoUpstream upstream;

    @BeforeEach
    void startUpstream() throws IOException {
        upstream = EchoUpstream.plain();
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    private static Map<String, TestIdentity> clients() {
        Map<String, TestIdentity> clients = new LinkedHashMap<>();
        clients.put("alice", STAFF.client("alice"));
        clients.put("bob", STAFF.client("bob"));
        clients.put("revoked", REVOKED);
        clients.put("expired", TestCa.clientRequest("late").expired().issuedBy(STAFF));
        clients.put("not yet valid", TestCa.clientRequest("early").notYetValid().issuedBy(STAFF));
        clients.put("of a stranger", TestCa.create("strangers").client("alice"));
        clients.put("of an intermediate", STAFF.intermediate("branch").client("carol"));
        clients.put("for servers", STAFF.server("alice"));
        clients.put(
                "for encipherment",
                TestCa.clientRequest("alice").keyUsage(KeyUsage.keyEncipherment).issuedBy(STAFF));
        return clients;
    }

    private ConfigDir write(String more) {
        return new ConfigDir(folder)
                .authority("staff", STAFF)
                .identity("any", CA.server("*.shop.test", "shop.test"))
                .file("certs/broken.crt", CA.server("broken.shop.test").chainPem())
                .file("certs/broken.key", CA.server("other.test").keyPem())
                .file("certs/good.crl", TestCrl.of(STAFF).revoke(REVOKED).pem())
                .file(
                        "certs/stale.crl",
                        TestCrl.of(STAFF).revoke(REVOKED).stale().pem())
                .gateway(String.format(Locale.ROOT, """
                        listeners:
                          - {address: "127.0.0.1:0", protocol: https}
                          - {address: "localhost:0", protocol: http}
                        admin: "off"
                        access_log: {path: access.log}
                        event_loops: 1
                        on_invalid_object: quarantine
                        limits: {request_line_bytes: 1KiB}
                        %s
                        ssls:
                          - {id: exact, sni: www.shop.test, cert: certs/any.crt, key: certs/any.key}
                          - {id: wide, sni: "*.shop.test", cert: certs/any.crt, key: certs/any.key}
                          - {id: broken, sni: broken.shop.test, cert: certs/broken.crt, key: certs/broken.key}
                          - id: staff
                            sni: staff.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, depth: 0}
                          - id: staff12
                            sni: staff12.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            ssl_protocols: [TLSv1.2]
                            client: {ca: certs/staff.crt}
                          - id: maybe
                            sni: maybe.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, mode: optional}
                          - id: paths
                            sni: paths.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, skip_mtls_uri_regex: [^/open/]}
                          - id: paths12
                            sni: paths12.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            ssl_protocols: [TLSv1.2]
                            client: {ca: certs/staff.crt, skip_mtls_uri_regex: [^/]}
                          - id: crl
                            sni: crl.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, crl: certs/good.crl}
                          - id: stale
                            sni: stale.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, crl: certs/stale.crl}
                          - id: allowed
                            sni: allowed.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            client: {ca: certs/staff.crt, crl: certs/stale.crl, on_stale_crl: allow}
                        upstreams:
                          - {id: echo, nodes: {"127.0.0.1:%d": 1}}
                          - {id: empty, nodes: {}}
                          - {id: idle, nodes: {"127.0.0.1:%d": 0}}
                        routes:
                          - {id: all, hosts: ["*.shop.test"], uri: /*, methods: [GET, HEAD], upstream_id: echo}
                          - {id: post, host: www.shop.test, uri: /post, methods: [POST], upstream_id: echo}
                          - {id: nobody, host: www.shop.test, uri: /nobody, upstream_id: empty}
                          - {id: idle, host: www.shop.test, uri: /idle, upstream_id: idle}
                          - {id: inside, host: www.shop.test, uri: /in*, remote_addrs: [10.0.0.0/8], upstream_id: echo}
                          - id: alice
                            hosts: [maybe.shop.test, paths.shop.test]
                            uri: /alice
                            upstream_id: echo
                            client_auth: {allow: {subject_cn: [alice]}}
                          - {id: moved, host: www.shop.test, uri: /old, plugins: {redirect: {uri: /new}}}
                          - id: secure
                            hosts: [www.shop.test, staff.shop.test]
                            uri: /secure
                            upstream_id: echo
                            plugins: {redirect: {http_to_https: true}}
                        """, more, upstream.port(), upstream.port()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "trusted_proxies: [127.0.0.0/8]", "tls: {fallback_sni: staff.shop.test, default_ssl: exact}"
            })
    void agreesWithTheRunningGateway(String more) throws Exception {
        TlsLibrary.ensureAvailable();
        ConfigDir config = write(more);
        GatewaySnapshot snapshot = load(config);
        List<String> differences = new ArrayList<>();
        Set<String> ends = new HashSet<>();
        List<Case> cases = cases();
        List<String> lines = new ArrayList<>();
        try (GatewayProcess gateway = GatewayProcess.start(config)) {
            for (Case each : cases) {
                Explanation said =
                        Explainer.explain(snapshot, Source.files(folder), each.asQuestion(snapshot), Instant.now());
                String done = each.ask(gateway);
                ends.add(done);
                if (!done.equals(expected(said.result()))) {
                    differences.add(each + ": was " + done + ", explained " + said.result());
                }
                if (said.result().kind() != Explanation.Kind.HANDSHAKE_REFUSED) {
                    lines.add(line(said));
                }
            }
            gateway.terminate();
        }
        assertThat(differences).as("of %s cases", cases.size()).isEmpty();
        assertThat(accessLog()).containsExactlyElementsOf(lines);
        assertThat(ends)
                .as("what was met at all")
                .contains(
                        "200",
                        "301",
                        "302",
                        "400",
                        "403",
                        "404",
                        "405",
                        "414",
                        "421",
                        "503",
                        "alert certificate_required",
                        "alert handshake_failure",
                        "alert certificate_revoked",
                        "alert certificate_expired",
                        "alert unknown_ca",
                        "alert unsupported_certificate",
                        "alert illegal_parameter",
                        "alert unrecognized_name");
    }

    /** What the access log has to say of a request, in the words of {@link #accessLog}. */
    private static String line(Explanation explanation) {
        Result result = explanation.result();
        boolean proxied = result.kind() == Explanation.Kind.PROXY;
        boolean detailed = WITH_DETAIL.contains(result.outcome());
        return String.join(
                " | ",
                fact(explanation, "ssl", "id"),
                fact(explanation, "client", "subject"),
                fact(explanation, "route", "id"),
                fact(explanation, "upstream", "id"),
                proxied ? "ok" : result.outcome(),
                detailed ? result.reason() : "");
    }

    private static String fact(Explanation explanation, String topic, String name) {
        return explanation.steps().stream()
                .filter(step -> step.topic().equals(topic) && step.facts().containsKey(name))
                .map(step -> String.valueOf(step.facts().get(name)))
                .findFirst()
                .orElse("");
    }

    private List<String> accessLog() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String each : Files.readAllLines(folder.resolve("access.log"))) {
            JsonNode line = new ObjectMapper().readTree(each);
            String outcome = line.path("outcome").asText();
            lines.add(String.join(
                    " | ",
                    line.path("ssl").asText(),
                    line.path("client_subject").asText(),
                    line.path("route").asText(),
                    FORWARDED.contains(outcome) ? line.path("upstream").asText() : "",
                    outcome,
                    WITH_DETAIL.contains(outcome) ? line.path("detail").asText() : ""));
        }
        return lines;
    }

    private static GatewaySnapshot load(ConfigDir config) {
        ConfigLoader.Result result = new ConfigLoader(config.gatewayYaml(), Clock.systemUTC()).load();
        Loaded loaded = result.loaded()
                .orElseThrow(() -> new AssertionError(result.problems().all()));
        return GatewaySnapshot.of(1, loaded.config(), loaded.tls());
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        List<@Nullable String> shown = new ArrayList<>(CLIENTS.keySet());
        shown.add(null);
        for (String client : shown) {
            for (String name : NAMES) {
                cases.add(Case.https(name, client, name, "/"));
            }
            cases.add(Case.https("paths.shop.test", client, "paths.shop.test", "/open/x"));
            cases.add(Case.https("paths.shop.test", client, "paths.shop.test", "/open/..%2fx"));
            cases.add(Case.https("maybe.shop.test", client, "maybe.shop.test", "/alice"));
            cases.add(Case.https("paths.shop.test", client, "paths.shop.test", "/alice"));
            cases.add(Case.https("", client, "www.shop.test", "/"));
        }
        for (String sni :
                List.of("www.shop.test", "maybe.shop.test", "paths.shop.test", "crl.shop.test", "allowed.shop.test")) {
            for (String client : new String[] {null, "alice"}) {
                for (String host : NAMES) {
                    cases.add(Case.https(sni, client, host, "/"));
                    cases.add(Case.https(sni, client, host, "/alice"));
                }
            }
        }
        requests(cases, true);
        requests(cases, false);
        return cases;
    }

    private static void requests(List<Case> cases, boolean secure) {
        List<String> targets = List.of(
                "/",
                "/post",
                "/nobody",
                "/idle",
                "/inside",
                "/old",
                "/a/%2e%2e/old",
                "/%zz",
                "/a|b",
                "/secure",
                "*",
                "http://www.shop.test/",
                "https://www.shop.test/old",
                "https://staff.shop.test/",
                "/" + "x".repeat(1100));
        for (String host :
                List.of("www.shop.test", "b.shop.test:8443", "staff.shop.test", "no.test", "www..test", "127.0.0.1")) {
            for (String target : targets) {
                cases.add(new Case(secure, "www.shop.test", null, "GET", host, target));
            }
        }
        for (String target : targets) {
            for (String method : List.of("POST", "TRACE", "OPTIONS")) {
                cases.add(new Case(secure, "www.shop.test", null, method, "www.shop.test", target));
            }
        }
    }

    private static String expected(Result result) {
        return switch (result.kind()) {
            case HANDSHAKE_REFUSED ->
                result.alert().isEmpty() ? "Remote host terminated the handshake" : "alert " + result.alert();
            case PROXY -> "200";
            default -> Integer.toString(result.status());
        };
    }

    /** A connection with a request. */
    private record Case(
            boolean secure, String sni, @Nullable String client, String method, String host, String target) {
        static Case https(String sni, @Nullable String client, String host, String target) {
            return new Case(true, sni, client, "GET", host, target);
        }

        Question asQuestion(GatewaySnapshot snapshot) {
            ListenerConfig listener = snapshot.config().listeners().get(secure ? 0 : 1);
            List<X509Certificate> chain = client == null ? List.of() : shown().chain();
            return new Question(listener, InetAddress.getLoopbackAddress(), sni, chain, method, host, target, "");
        }

        private TestIdentity shown() {
            return Objects.requireNonNull(CLIENTS.get(client));
        }

        /** The status that the gateway answers with, or the alert that it refuses the handshake with. */
        String ask(GatewayProcess gateway) throws InterruptedException, IOException {
            return secure ? askSecurely(gateway) : askInClear(gateway);
        }

        private String askSecurely(GatewayProcess gateway) throws InterruptedException, IOException {
            TlsClient stranger = TlsClient.trusting(CA);
            TlsClient asking = client == null ? stranger : stranger.identity(shown());
            try (TlsConnection connection = asking.connect(gateway.address("HTTPS"), sni.isEmpty() ? null : sni)) {
                connection.write(head());
                String line = connection.readLine();
                connection.in().readAllBytes(); // the exchange is over, and in the log
                return line.substring(9, 12);
            } catch (SSLException e) { // TLS 1.3 tells clients only when they read
                String message = String.valueOf(e.getMessage());
                String told = "Received fatal alert: ";
                int at = message.indexOf(told);
                return at < 0 ? message : "alert " + message.substring(at + told.length());
            }
        }

        private String askInClear(GatewayProcess gateway) throws InterruptedException, IOException {
            try (Socket socket = new Socket()) {
                socket.connect(gateway.address("HTTP"), 5000);
                socket.setSoTimeout(5000);
                socket.getOutputStream().write(head().getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                byte[] line = in.readNBytes(12);
                if (line.length < 12) {
                    throw new EOFException("no answer");
                }
                in.readAllBytes();
                return new String(line, 9, 3, StandardCharsets.US_ASCII);
            }
        }

        private String head() {
            return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        }
    }
}
