// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come back to a gateway that they went through. */
class LoopTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "trusted_proxies: [127.0.0.0/8]"})
    void throughOneGatewayEndsAtTheSecondVisit(String more) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(ProxyFixture.toNode(1, "", "") + more)) {
            proxy.publish(ProxyFixture.toNode(proxy.address(0).getPort(), "", "") + more);
            WireMessage response = proxy.connect().send(REQUEST).readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 502 ");
            assertThat(response.one("proxy-status")).isEqualTo("gatehouse; error=proxy_loop_detected");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.LOOP);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.OK);
            proxy.assertNoRecord();
        }
    }

    /** Neither trusts the other, so each takes the other's Via away. */
    @Test
    void throughAnotherGatewayThatRemovesViaEnds() throws Exception {
        try (ProxyFixture one = ProxyFixture.start(ProxyFixture.toNode(1, "", ""));
                ProxyFixture other =
                        ProxyFixture.start(ProxyFixture.toNode(one.address(0).getPort(), "", ""))) {
            one.publish(ProxyFixture.toNode(other.address(0).getPort(), "", ""));
            WireMessage response = one.connect().send(REQUEST).readResponse();
            assertThat(response.one("proxy-status")).isEqualTo("gatehouse; error=proxy_loop_detected");
            assertThat(one.nextRecord().outcome()).isEqualTo(Outcome.LOOP);
            assertThat(other.nextRecord().outcome()).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void twoGatewaysInAChainAreNone() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture inner = ProxyFixture.to(upstream, "trusted_proxies: [127.0.0.0/8]");
                ProxyFixture outer =
                        ProxyFixture.start(ProxyFixture.toNode(inner.address(0).getPort(), "", ""))) {
            RawPeer client = outer.connect().send(REQUEST);
            RawPeer node = upstream.accept();
            String[] via = node.readRequest().one("via").split(", ", -1);
            node.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            assertThat(via).hasSize(2).doesNotHaveDuplicates().allMatch(member -> member.startsWith("1.1 gatehouse-"));
        }
    }
}
