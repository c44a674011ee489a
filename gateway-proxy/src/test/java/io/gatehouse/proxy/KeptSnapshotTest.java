// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** Connections may be open for days, over many reloads, and keep nothing of what ran when they began. */
class KeptSnapshotTest {
    private static final String ASK = "GET / HTTP/1.1\r\nHost: a\r\n";

    private static final String NO_ROUTE = ProxyFixture.toNode(1, "", ", host: other");

    private static String yaml(RawUpstream upstream) {
        return ProxyFixture.toNode(upstream.port(), "", ", enable_websocket: true");
    }

    @Test
    void isNotKeptByATunnel() throws Exception {
        goesOn(
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n",
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: y\r\n\r\n");
    }

    @Test
    void isNotKeptByAResponseWithoutEnd() throws Exception {
        goesOn("", "HTTP/1.1 200 x\r\nContent-Length: 1000000\r\n\r\n");
    }

    @Test
    void isNotKeptByAnIdleConnection() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.start(NO_ROUTE)) {
            RawPeer client = proxy.connect().send(ASK + "\r\n");
            client.readResponse();
            WeakReference<GatewayConfig> before = proxy.config();
            proxy.publish(NO_ROUTE);
            proxy.awaitCollected(before);
            assertThat(client.send(ASK + "\r\n").readHead()).startsWith("HTTP/1.1 404 ");
        }
    }

    private static void goesOn(String fields, String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(yaml(upstream))) {
            RawPeer client = proxy.connect().send(ASK + fields + "\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(answer);
            client.readHead();
            WeakReference<GatewayConfig> before = proxy.config();
            proxy.publish(yaml(upstream));
            proxy.awaitCollected(before);
            node.send("x");
            assertThat(client.read(1)).isEqualTo("x");
        }
    }
}
