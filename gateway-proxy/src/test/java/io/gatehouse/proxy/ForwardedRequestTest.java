// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request as the upstream sees it. */
class ForwardedRequestTest {
    private static final String SPOOFED =
            "X-Forwarded-For: 6.6.6.6\r\nx_forwarded_for: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                    + "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\nX_Real_IP: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n"
                    + "Forwarded: for=6.6.6.6\r\nClient-Cert: :AAAA:\r\nClient_Cert: x\r\nClient-Cert-Chain: x\r\n"
                    + "X-SSL-Client-CN: root\r\nVia: 1.1 evil\r\n";

    private static WireMessage seen(String gatewayKeys, String upstreamKeys, String request) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(ProxyFixture.toNode(upstream.port(), upstreamKeys, "") + gatewayKeys)) {
            RawPeer client = proxy.connect().send(request);
            RawPeer node = upstream.accept();
            WireMessage seen = node.readRequest();
            node.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            return seen;
        }
    }

    @Test
    void carriesWhatTheGatewayKnowsAndNothingThatTheClientClaims() throws Exception {
        WireMessage seen = seen("", "", "GET / HTTP/1.1\r\nHost: A.example:81\r\nX: 1\r\n" + SPOOFED + "\r\n");
        String via = seen.one("via");
        assertThat(via).matches("1\\.1 gatehouse-[0-9a-f]{12}");
        assertThat(seen.fields())
                .containsExactlyInAnyOrder(
                        "host: A.example:81",
                        "x: 1",
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: http",
                        "x-forwarded-host: A.example:81",
                        "x-forwarded-port: 81",
                        "x-real-ip: 127.0.0.1",
                        "via: " + via,
                        "cdn-loop: " + via.substring("1.1 ".length()));
    }

    @Test
    void appendsBehindATrustedProxy() throws Exception {
        WireMessage seen = seen(
                "trusted_proxies: [127.0.0.0/8, 10.0.0.0/8]",
                "",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 9.9.9.9\r\nX-Forwarded-For: 10.1.1.1\r\n"
                        + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\nX-Forwarded-Port: 443\r\nVia: 1.0 x\r\n\r\n");
        assertThat(seen.one("x-forwarded-for")).isEqualTo("6.6.6.6, 9.9.9.9, 10.1.1.1, 127.0.0.1");
        assertThat(seen.one("x-real-ip")).isEqualTo("9.9.9.9");
        assertThat(seen.one("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.one("x-forwarded-host")).isEqualTo("b");
        assertThat(seen.one("x-forwarded-port")).isEqualTo("443");
        assertThat(seen.one("via")).matches("1\\.0 x, 1\\.1 gatehouse-[0-9a-f]{12}");
    }

    @Test
    void losesAliasesOfIdentityFieldsAlsoBehindATrustedProxy() throws Exception {
        WireMessage seen = seen(
                "trusted_proxies: [127.0.0.0/8]",
                "",
                "GET / HTTP/1.1\r\nHost: a\r\nclient_cert: x\r\nX_Forwarded_For: 6.6.6.6\r\nX_Y: 1\r\n\r\n");
        assertThat(seen.all("client_cert")).isEmpty();
        assertThat(seen.all("x_forwarded_for")).isEmpty();
        assertThat(seen.one("x_y")).isEqualTo("1");
    }

    @Test
    void losesWhatSpeaksOfCertificatesAlsoBehindATrustedProxy() throws Exception {
        WireMessage seen = seen(
                "trusted_proxies: [127.0.0.0/8]",
                "",
                "GET / HTTP/1.1\r\nHost: a\r\nClient-Cert: :AAAA:\r\nClient-Cert-Chain: :AAAA:\r\nX-SSL-Client-CN: root\r\n"
                        + "X-Client-Verify: SUCCESS\r\nX-Forwarded-Client-Cert: By=x\r\n\r\n");
        assertThat(seen.fields())
                .allMatch(
                        field -> field.matches("(host|x-forwarded-(for|proto|host|port)|x-real-ip|via|cdn-loop): .*"));
    }

    @ParameterizedTest(name = "forwarded: {0}")
    @CsvSource({
        "rfc7239, 'for=127.0.0.1;host=\"a:81\";proto=http', ''",
        "both, 'for=127.0.0.1;host=\"a:81\";proto=http', 127.0.0.1",
        "off, '', ''",
    })
    void speaksTheConfiguredForm(String mode, String forwarded, String forwardedFor) throws Exception {
        WireMessage seen =
                seen("forwarded: \"" + mode + "\"", "", "GET / HTTP/1.1\r\nHost: a:81\r\n" + SPOOFED + "\r\n");
        assertThat(seen.one("forwarded")).isEqualTo(forwarded);
        assertThat(seen.one("x-forwarded-for")).isEqualTo(forwardedFor);
        assertThat(seen.all("x_forwarded_for")).isEmpty();
        assertThat(seen.all("client-cert")).isEmpty();
        assertThat(seen.all("x-ssl-client-cn")).isEmpty();
    }

    @Test
    void losesWhatBelongsToTheClientsConnection() throws Exception {
        WireMessage seen = seen(
                "",
                "",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Nominated, Cookie\r\nX-Nominated: 1\r\nCookie: 2\r\n"
                        + "Keep-Alive: 1\r\nProxy-Connection: 1\r\nProxy-Authorization: 1\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: 1\r\nTE: gzip\r\nTrailer: X\r\n\r\n");
        assertThat(seen.fields())
                .allMatch(field -> field.matches("(host|x-forwarded-.*|x-real-ip|via|cdn-loop|trailer): .*"));
    }

    @ParameterizedTest(name = "{0} with Max-Forwards: {1}")
    @CsvSource({"OPTIONS, 1, 0", "OPTIONS, 010, 9", "OPTIONS, 999999999, 999999998", "GET, 0, 0", "GET, x, x"})
    void hasOneHopLessWhereHopsCount(String method, String sent, String expected) throws Exception {
        WireMessage seen = seen("", "", method + " / HTTP/1.1\r\nHost: a\r\nMax-Forwards: " + sent + "\r\n\r\n");
        assertThat(seen.one("max-forwards")).isEqualTo(expected);
    }

    @Test
    void mayAskForTrailers() throws Exception {
        WireMessage seen = seen("", "", "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers, deflate\r\nConnection: te\r\n\r\n");
        assertThat(seen.one("te")).isEqualTo("trailers");
        assertThat(seen.one("connection")).isEqualToIgnoringCase("te");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/",
                "/a//b//",
                "/a/.b/..c/d./...?x=/../y",
                "/%61%2f%25/%C3%A9",
                "/?%ff",
                "/a;b=c,d'(e)*!$&+=:@~",
                "/x?y?z"
            })
    void hasTheTargetAsItWasSent(String target) throws Exception {
        assertThat(seen("", "", "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .startLine())
                .isEqualTo("GET " + target + " HTTP/1.1");
    }

    /** A server that resolves the target as a reference would take what follows two slashes for a host, and the rest for the path. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "//open/admin/x, /open/admin/x",
        "///open//x?y=//z, /open//x?y=//z",
        "//, /",
        "//?x, /?x",
        "http://a//open/x, /open/x",
    })
    void hasOneSlashBeforeThePath(String target, String expected) throws Exception {
        WireMessage seen = seen("", "", "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(seen.startLine()).isEqualTo("GET " + expected + " HTTP/1.1");
    }

    /** A server that resolves no dot segments would find them below another path than the one that the route was chosen by. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "/admin/../open/x, /open/x",
        "/admin/%2e%2E/open/./x?y=/../z, /open/x?y=/../z",
        "/a//b/.%2e/%61, /a//%61",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/%2E, /a/b/",
        "/a/..//open/x, /open/x",
        "/..//open/x, /open/x",
        "http://a/../open/x?, /open/x?",
    })
    void hasNoDotSegments(String target, String expected) throws Exception {
        WireMessage seen = seen("", "", "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(seen.startLine()).isEqualTo("GET " + expected + " HTTP/1.1");
    }

    @Test
    void hasTheHostOfAnAbsoluteTarget() throws Exception {
        WireMessage seen = seen("", "", "GET http://b.example:82/x HTTP/1.1\r\nHost: a.example\r\n\r\n");
        assertThat(seen.startLine()).isEqualTo("GET /x HTTP/1.1");
        assertThat(seen.one("host")).isEqualTo("b.example:82");
        assertThat(seen.one("x-forwarded-host")).isEqualTo("b.example:82");
    }

    @ParameterizedTest(name = "pass_host: {0}")
    @CsvSource({"pass, a.example:81", "node, node", "rewrite, other.example"})
    void hasTheConfiguredHost(String passHost, String expected) throws Exception {
        String keys = ", pass_host: " + passHost + (passHost.equals("rewrite") ? ", upstream_host: other.example" : "");
        WireMessage seen = seen("", keys, "GET / HTTP/1.1\r\nHost: a.example:81\r\n\r\n");
        if (expected.equals("node")) {
            assertThat(seen.one("host")).matches("127\\.0\\.0\\.1:[0-9]+");
        } else {
            assertThat(seen.one("host")).isEqualTo(expected);
        }
        assertThat(seen.one("x-forwarded-host")).isEqualTo("a.example:81");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"'Content-Length: 0', content-length, 0", "'X: 1', content-length, ''"})
    void hasTheFramingOfTheClient(String field, String name, String value) throws Exception {
        assertThat(seen("", "", "POST / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n")
                        .one(name))
                .isEqualTo(value);
    }
}
