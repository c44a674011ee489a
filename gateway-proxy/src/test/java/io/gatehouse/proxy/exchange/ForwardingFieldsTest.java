// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingFieldsTest {
    private static final String TRUSTED = "trusted_proxies: [10.0.0.0/8, \"2001:db8::/32\"]\n";

    private static HttpHeaders apply(String yaml, String peer, String forwardedFor) throws UnknownHostException {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (!forwardedFor.isEmpty()) {
            headers.set("X-Forwarded-For", forwardedFor);
        }
        apply(yaml, peer, headers, Authority.parse("a.example").orElseThrow());
        return headers;
    }

    private static void apply(String yaml, String peer, HttpHeaders headers, @Nullable Authority authority)
            throws UnknownHostException {
        GatewayConfig config = TestConfig.snapshot(yaml).config();
        ConnectionInfo connection = new ConnectionInfo(
                config.listeners().get(0), new InetSocketAddress(InetAddress.getByName(peer), 1), null);
        RequestHead head = new RequestHead(
                "GET", "/", "/", authority, false, false, true, BodyLength.NONE, false, false, false, headers);
        ForwardingFields.apply(config, Via.random(), connection, head);
    }

    @ParameterizedTest(name = "{0} says \"{1}\": the client is {2}, the list {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "9.9.9.9; ''; 9.9.9.9; 9.9.9.9",
                "9.9.9.9; 1.1.1.1; 9.9.9.9; 9.9.9.9",
                "2001:4860::1; ''; 2001:4860::1; 2001:4860::1",
                "::ffff:9.9.9.9; ''; 9.9.9.9; 9.9.9.9",
                "10.0.0.1; ''; 10.0.0.1; 10.0.0.1",
                "10.0.0.1; 1.1.1.1; 1.1.1.1; 1.1.1.1, 10.0.0.1",
                "10.0.0.1; 6.6.6.6, 1.1.1.1; 1.1.1.1; 6.6.6.6, 1.1.1.1, 10.0.0.1",
                "10.0.0.1; 6.6.6.6, 1.1.1.1, 10.2.2.2; 1.1.1.1; 6.6.6.6, 1.1.1.1, 10.2.2.2, 10.0.0.1",
                "10.0.0.1; 10.3.3.3, 10.2.2.2; 10.3.3.3; 10.3.3.3, 10.2.2.2, 10.0.0.1",
                "10.0.0.1; 1.1.1.1, junk; 10.0.0.1; 1.1.1.1, junk, 10.0.0.1",
                "10.0.0.1; 1.1.1.1, junk, 10.2.2.2; 10.2.2.2; 1.1.1.1, junk, 10.2.2.2, 10.0.0.1",
                "10.0.0.1; 1.1.1.1,; 10.0.0.1; 1.1.1.1,, 10.0.0.1",
                "2001:db8::7; 2001:4860::2; 2001:4860::2; 2001:4860::2, 2001:db8::7",
                "2001:db8::7; 1.1.1.1, 2001:db8::8; 1.1.1.1; 1.1.1.1, 2001:db8::8, 2001:db8::7",
            })
    void walksFromTheRightOverTrustedProxies(String peer, String sent, String realIp, String forwardedFor)
            throws Exception {
        HttpHeaders headers = apply(TRUSTED, peer, sent);
        assertThat(headers.get("x-real-ip")).isEqualTo(realIp);
        assertThat(headers.getAll("x-forwarded-for")).hasSize(1);
        assertThat(headers.get("x-forwarded-for")).isEqualTo(forwardedFor);
    }

    /** Whoever makes URLs of the three fields gets none that nobody listens at. */
    @ParameterizedTest(name = "{0} says {1} and {2}: port {3}")
    @CsvSource({
        "10.0.0.1, https, , 443",
        "10.0.0.1, HTTPS, b.example, 443",
        "10.0.0.1, https, b.example:8443, 8443",
        "10.0.0.1, http, b.example, 80",
        "10.0.0.1, , b.example:81, 81",
        "10.0.0.1, https, b c, 443",
        "10.0.0.1, 'https, http', b.example, 443",
        "10.0.0.1, 'http, https', b.example, 80",
        "9.9.9.9, https, b.example:8443, 80",
    })
    void thePortIsThatOfTheHostAndTheSchemeBesideIt(
            String peer, @Nullable String proto, @Nullable String host, String port) throws Exception {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (proto != null) {
            headers.set("X-Forwarded-Proto", proto);
        }
        if (host != null) {
            headers.set("X-Forwarded-Host", host);
        }
        apply(TRUSTED, peer, headers, Authority.parse("a.example").orElseThrow());
        assertThat(headers.get("x-forwarded-port")).isEqualTo(port);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"2001:4860::1", "::1"})
    void quotesAnIpv6AddressInForwarded(String address) throws Exception {
        HttpHeaders headers = apply("forwarded: rfc7239", address, "");
        assertThat(headers.get("forwarded")).isEqualTo("for=\"[" + address + "]\";host=\"a.example\";proto=http");
        assertThat(headers.contains("x-forwarded-for")).isFalse();
        assertThat(headers.contains("x-real-ip")).isFalse();
    }

    @Test
    void namesNoHostWhereTheRequestNamesNone() throws Exception {
        HttpHeaders headers = new DefaultHttpHeaders();
        apply("forwarded: both", "9.9.9.9", headers, null);
        assertThat(headers.get("forwarded")).isEqualTo("for=9.9.9.9;proto=http");
        assertThat(headers.contains("x-forwarded-host")).isFalse();
        assertThat(headers.get("x-forwarded-port")).isEqualTo("80");
    }

    @Test
    void appendsToForwardedOfATrustedProxyOnly() throws Exception {
        for (String peer : new String[] {"10.0.0.1", "9.9.9.9"}) {
            HttpHeaders headers = new DefaultHttpHeaders().set("Forwarded", "for=1.1.1.1");
            apply(
                    TRUSTED + "forwarded: both",
                    peer,
                    headers,
                    Authority.parse("[::1]:81").orElseThrow());
            String own = "for=" + peer + ";host=\"[::1]:81\";proto=http";
            assertThat(headers.get("forwarded")).isEqualTo(peer.startsWith("10.") ? "for=1.1.1.1, " + own : own);
            assertThat(headers.get("x-forwarded-port")).isEqualTo("81");
        }
    }
}
