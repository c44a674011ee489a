// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} prints and how it ends. That it is what happens is shown by {@link ExplainAgreementIT}. */
class ExplainIT {
    private static final TestCa CA = TestCa.create("shop");
    private static final TestCa BELOW = CA.intermediate("shop branch");
    private static final TestCa STAFF = TestCa.create("staff");
    private static final TestIdentity ANY = BELOW.server("*.shop.test", "shop.test");
    private static final TestIdentity ALICE = STAFF.client("alice");
    private static final TestIdentity MALLORY = STAFF.client("mallory");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void prepare() {
        new ConfigDir(folder)
                .authority("staff", STAFF)
                .authority("nodes", CA)
                .identity("any", ANY)
                .identity("gateway", STAFF.client("gatehouse"))
                .identity("alice", ALICE)
                .identity("mallory", MALLORY)
                .file("certs/staff.crl", TestCrl.of(STAFF).revoke(MALLORY).pem())
                .gateway("""
                        listeners:
                          - {address: "127.0.0.1:8443", protocol: https}
                          - {address: "127.0.0.1:8080", protocol: http}
                        trusted_proxies: [10.0.0.0/8]
                        ssls:
                          - {id: exact, sni: www.shop.test, cert: certs/any.crt, key: certs/any.key}
                          - {id: wide, sni: "*.shop.test", cert: certs/any.crt, key: certs/any.key, ocsp_stapling: {enabled: true}}
                          - id: staff
                            sni: staff.shop.test
                            cert: certs/any.crt
                            key: certs/any.key
                            ssl_protocols: [TLSv1.3]
                            client: {ca: certs/staff.crt, crl: certs/staff.crl, skip_mtls_uri_regex: [^/open$]}
                        upstreams:
                          - {id: plain, nodes: {"127.0.0.1:9001": 3, "127.0.0.1:9002": 0}}
                          - id: secure
                            scheme: https
                            nodes: {"10.1.2.3:9443": 1, "node.test:9444": 1}
                            pass_host: node
                            tls: {ca_certs: [certs/nodes.crt], client_cert: certs/gateway.crt, client_key: certs/gateway.key}
                        routes:
                          - {id: all, hosts: ["*.shop.test"], uri: /*, methods: [GET, HEAD], upstream_id: plain}
                          - {id: post, host: www.shop.test, uri: /post, methods: [POST], upstream_id: plain}
                          - {id: orders, host: staff.shop.test, uri: /orders/*, upstream_id: secure, client_auth: {allow: {subject_cn: [alice]}}}
                          - id: early
                            host: www.shop.test
                            uri: /in*
                            priority: 5
                            remote_addrs: [10.0.0.0/8]
                            upstream_id: plain
                            plugins: {redirect: {http_to_https: true}}
                        """);
    }

    @Test
    void saysEachStepAndWhatItCameBefore() throws Exception {
        Finished proxied = explain("--sni", "www.shop.test", "--why-not", "post");

        assertThat(proxied.exitCode()).as(proxied.err()).isZero();
        assertThat(proxied.out())
                .contains("source       the files of gateway.yaml as they are now (what runs: --live)\n")
                .contains("listener     127.0.0.1:8443 https, gateway.yaml:2:15\n")
                .contains("ssl          'exact' by the name 'www.shop.test', gateway.yaml:6:5\n")
                .contains(
                        "comes before 'wide' (the wildcard '*.shop.test', gateway.yaml:7:5): an exact name wins over a"
                                + " wildcard\n")
                .contains("certificate  ECDSA certificate of 'CN=*.shop.test', serial "
                        + ANY.certificate().getSerialNumber().toString(16) + ", until "
                        + ANY.certificate().getNotAfter().toInstant() + " (")
                .contains("             sent with it: 'CN=shop branch', until ")
                .contains("             issued by 'CN=shop root', which clients must know\n")
                .contains("protocols    TLSv1.2, TLSv1.3; ALPN http/1.1\n")
                .contains("client       is not asked for a certificate\n")
                .contains("host         'www.shop.test' belongs to ssl object 'exact', as the handshake did\n")
                .contains("route        'all' (*.shop.test /*) at gateway.yaml:")
                .contains("why-not      'post' at gateway.yaml:23:5: path '/' is not /post\n")
                .contains("plugins      none\n")
                .contains("upstream     'plain' by http at gateway.yaml:15:5\n")
                .contains("             node 127.0.0.1:9001, weight 3, is sent Host www.shop.test\n")
                .contains("             node 127.0.0.1:9002 gets nothing: weight 0\n")
                .endsWith("result       PROXY to upstream 'plain' by route 'all'\n");
    }

    @Test
    void saysWhatTheClientPolicyThinksOfACertificate() throws Exception {
        Finished accepted =
                explain("--sni", "staff.shop.test", "--path", "/orders/1", "--client-cert", "certs/alice.crt");
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(accepted.out())
                .contains("client       must show a certificate, but for some paths: 'CN=alice' is accepted, until ")
                .contains("             verified: 'CN=alice' issued by 'CN=staff root'\n")
                .contains("             CA 'CN=staff root'\n")
                .contains("             paths that need none: ^/open$\n")
                .contains("             CRL of 'CN=staff root', next update ")
                .contains("is for clients with a verified certificate, with subject_cn alice (client_auth)\n");

        Finished revoked = explain("--sni", "staff.shop.test", "--client-cert", "certs/mallory.crt");
        assertThat(revoked.exitCode()).isEqualTo(3);
        assertThat(revoked.out())
                .contains("the one that it shows counts as none: certificate is revoked, serial ")
                .contains("result       400 certificate_missing: skip_mtls_uri_regex does not cover the path, and ");

        Finished nothing = explain("--sni", "www.shop.test", "--host", "staff.shop.test", "--path", "/open");
        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(nothing.out())
                .contains(
                        "'staff.shop.test' belongs to ssl object 'staff', which asks for client certificates by itself")
                .contains(
                        "result       421 misdirected: the handshake did not enforce the client policy of ssl object 'staff'");
    }

    @Test
    void saysWhatElseBelongsToTheObject() throws Exception {
        assertThat(explain("--sni", "a.shop.test").out())
                .contains("             staples OCSP responses, if it has good ones");
        assertThat(step(json("--sni", "www.shop.test"), "ssl")
                        .at("/ocsp_stapling")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void saysHowTheConnectionToEachNodeIsSecured() throws Exception {
        JsonNode json = json("--sni", "staff.shop.test", "--path", "/orders/1", "--client-cert", "certs/alice.crt");
        JsonNode upstream = step(json, "upstream");

        assertThat(upstream.at("/nodes/0/address").textValue()).isEqualTo("10.1.2.3:9443");
        assertThat(upstream.at("/nodes/0/sni").textValue())
                .as("an address is not sent")
                .isEmpty();
        assertThat(upstream.at("/nodes/0/verified_name").textValue()).isEqualTo("10.1.2.3");
        assertThat(upstream.at("/nodes/1/host").textValue()).isEqualTo("node.test:9444");
        assertThat(upstream.at("/nodes/1/sni").textValue()).isEqualTo("node.test");
        assertThat(upstream.at("/ca/0").textValue()).isEqualTo("CN=shop root");
        assertThat(upstream.at("/identity").textValue()).startsWith("ECDSA certificate of 'CN=gatehouse', serial ");
        assertThat(upstream.at("/verify").booleanValue()).isTrue();
        assertThat(step(json, "client").at("/verdict").textValue()).isEqualTo("accepted");
        assertThat(json.at("/result/kind").textValue()).isEqualTo("proxy");
    }

    @Test
    void saysWhichRouteIsNearestIfThereIsNone() throws Exception {
        Finished method = explain("--sni", "www.shop.test", "--path", "/post", "--method", "PUT");
        assertThat(method.exitCode()).isEqualTo(4);
        assertThat(method.out())
                .contains("passed over 'post' (www.shop.test /post): method PUT is not POST\n")
                .contains("passed over 'all' (*.shop.test /*): method PUT is not GET or HEAD\n")
                .endsWith("result       404 no_route: no route fits\n");

        JsonNode path = json("--sni", "shop.test", "--host", "shop.test", "--listener", "127.0.0.1:8080");
        assertThat(path.at("/result/status").intValue()).isEqualTo(404);
        assertThat(step(path, "route").at("/nearest/id").textValue()).isEqualTo("all");
        assertThat(step(path, "route").at("/nearest/condition").textValue())
                .isEqualTo("host 'shop.test' is not *.shop.test");
    }

    @Test
    void saysWhatThePeersAddressDoes() throws Exception {
        Finished inside = explain("--sni", "www.shop.test", "--path", "/info", "--remote-addr", "10.9.9.9");
        assertThat(inside.exitCode()).isZero();
        assertThat(inside.out())
                .contains("the peer 10.9.9.9 is one of trusted_proxies")
                .contains("route        'early' (www.shop.test /in*, priority 5)")
                .contains(
                        "comes before 'all' (*.shop.test /*): its host www.shop.test is more specific than *.shop.test\n")
                .contains("plugins      redirect: does nothing, because the connection is https already\n");

        Finished outside = explain("--sni", "www.shop.test", "--path", "/info", "--why-not", "early");
        assertThat(outside.out())
                .contains("why-not      'early' at gateway.yaml:25:5: address 127.0.0.1 is not in 10.0.0.0/8\n");

        Finished clear = explain(
                "--host",
                "www.shop.test",
                "--path",
                "/info",
                "--listener",
                "127.0.0.1:8080",
                "--remote-addr",
                "10.9.9.9");
        assertThat(clear.exitCode()).isZero();
        assertThat(clear.out())
                .contains("plugins      redirect: http_to_https, with 301\n")
                .endsWith("result       301 redirected: to https://www.shop.test/info\n");
    }

    @Test
    void saysWhichAlertRefusesAHandshake() throws Exception {
        Finished refused = explain("--sni", "shop.test", "--why-not", "all");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.out())
                .contains(
                        "ssl          none: no object has 'shop.test', '*.test' or '*', and there is no tls.default_ssl\n")
                .contains("why-not      'all': no route is looked for, because it ends before\n")
                .contains("result       HANDSHAKE REFUSED, alert unrecognized_name (unknown_name): no object has ");
        assertThat(explain("--sni", "\u001b[2J").out())
                .contains("none: '?[2J' is no host name")
                .doesNotContain("\u001b");
        JsonNode json = json("--sni", "", "--host", "www.shop.test");
        assertThat(json.at("/result/kind").textValue()).isEqualTo("handshake_refused");
        assertThat(json.at("/result/alert").textValue()).isEqualTo("unrecognized_name");
        assertThat(json.at("/result/outcome").textValue()).isEqualTo("no_sni");
    }

    @Test
    void teachesWhoeverAsksWrong() throws Exception {
        Finished nothing = explain();
        assertThat(nothing.exitCode()).isEqualTo(64);
        assertThat(nothing.err())
                .isEqualTo(
                        "gatehouse explain: --sni: missing, and no host is given to take it from (expected: the name that the"
                                + " client asks for, such as 'www.shop.test')\n");
        assertThat(explain("--sni", "x", "--listener", "1.2.3.4:5").err())
                .contains("--listener: '1.2.3.4:5' is no listener (expected: 127.0.0.1:8443 | 127.0.0.1:8080)");
        assertThat(explain("--sni", "x", "--client-cert", "certs/none.crt").err())
                .contains("--client-cert: 'certs/none.crt': no such file");
        assertThat(explain("--sni", "x", "--client-cert", "certs/alice.key").err())
                .contains(
                        "--client-cert: 'certs/alice.key': it holds PRIVATE KEY (expected: at least one block CERTIFICATE");
        assertThat(explain("--sni", "x", "--why-not", "pst").err())
                .contains("--why-not: 'pst' is no route (did you mean 'post'?)");
        assertThat(explain("--sni", "x", "--why-not", "checkout").err())
                .contains("--why-not: 'checkout' is no route (expected: all | post | orders | early)");
        assertThat(explain("--sni", "x", "--remote-addr", "here").err())
                .contains("--remote-addr: 'here' is no IP address");
    }

    @Test
    void saysWhatIsWrongWithTheConfigurationAsCheckDoes() throws Exception {
        new ConfigDir(folder).gateway("listeners: []\n");
        Finished explained = explain("--sni", "x");
        assertThat(explained.exitCode()).isEqualTo(2);
        assertThat(explained.err()).contains("gateway.yaml:1:12: error: listeners: no listener");
    }

    private static JsonNode step(JsonNode explanation, String topic) {
        return StreamSupport.stream(explanation.get("steps").spliterator(), false)
                .filter(each -> each.get("topic").textValue().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode json(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--format", "json"));
        all.addAll(List.of(arguments));
        return new ObjectMapper().readTree(explain(all.toArray(String[]::new)).out());
    }

    private Finished explain(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("explain", "--config", "gateway.yaml"));
        all.addAll(List.of(arguments));
        return GatewayProcess.run(folder, all.toArray(String[]::new));
    }
}
