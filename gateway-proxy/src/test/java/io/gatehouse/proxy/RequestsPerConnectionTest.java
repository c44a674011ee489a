// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code limits.requests_per_connection}. */
class RequestsPerConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String REDIRECT = "routes: [{id: r, uri: '/*', plugins: {redirect: {uri: /x}}}]\n";

    @Test
    void theLastResponseSaysSoAndWhatWasPipelinedBehindItIsNotAnswered() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "limits: {requests_per_connection: 3}")) {
            RawPeer client = proxy.connect().send(GET.repeat(5));
            RawPeer node = upstream.accept();
            for (int i = 1; i <= 3; i++) {
                node.readRequest();
                node.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + i);
                WireMessage response = client.readResponse();
                assertThat(response.body()).isEqualTo("" + i);
                assertThat(response.all("connection")).isEqualTo(i < 3 ? List.of() : List.of("close"));
            }
            client.awaitEnd(); // clean, although two requests lie unread
            assertThat(proxy.recordsUntilQuiet()).isEqualTo(3);
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void countsWhatTheGatewayAnswersItself() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(REDIRECT + "limits: {requests_per_connection: 2}")) {
            RawPeer client = proxy.connect().send(GET.repeat(2));
            assertThat(client.readHead()).doesNotContainIgnoringCase("connection:");
            assertThat(client.readHead()).containsIgnoringCase("connection: close\r\n");
            client.awaitEnd();
        }
    }

    @Test
    void isTenThousandUnlessSetAndNoneWithZero() throws Exception {
        assertThat(answered(REDIRECT)).isEqualTo(10_000);
        assertThat(answered(REDIRECT + "limits: {requests_per_connection: 0}")).isEqualTo(10_100);
    }

    /** How many of 10,100 requests one connection answers. */
    private static int answered(String yaml) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(yaml)) {
            RawPeer client = proxy.connect();
            for (int i = 1; i <= 10_100; i++) {
                client.send(GET);
                if (client.readHead().contains("lose\r\n")) {
                    return i;
                }
            }
            return 10_100;
        }
    }
}
