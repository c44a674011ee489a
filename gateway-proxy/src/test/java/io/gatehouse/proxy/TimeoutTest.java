// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each timeout by itself; all others are long. */
class TimeoutTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static WireMessage assertTimedOut(RawPeer client, ProxyFixture proxy, int status, Outcome outcome)
            throws Exception {
        WireMessage response = client.readResponse();
        assertThat(response.startLine()).startsWith("HTTP/1.1 " + status + " ");
        assertThat(response.body()).isEqualTo("{\"error_msg\":\"" + outcome.message() + "\"}");
        ExchangeRecord record = proxy.nextRecord();
        assertThat(record.outcome()).isEqualTo(outcome);
        assertThat(record.status()).isEqualTo(status);
        proxy.awaitIdleConnections(0);
        return response;
    }

    @Test
    void ofARequestHead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {request_head: 200ms}")) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHo");
            assertThat(assertTimedOut(client, proxy, 408, Outcome.REQUEST_TIMEOUT)
                            .one("connection"))
                    .isEqualTo("close");
            client.awaitEnd();
        }
    }

    @Test
    void ofARequestHeadBehindAnother() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {request_head: 200ms}")) {
            RawPeer client = proxy.connect().send(GET + "GET / HT");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            proxy.nextRecord();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 408 ");
            client.awaitEnd();
        }
    }

    @Test
    void betweenRequestsWithoutAWord() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {idle: 100ms}")) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            client.awaitEnd();
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void ofARequestBody() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {body: 200ms}")) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxy");
            RawPeer node = upstream.accept();
            node.readUntil("xy");
            assertThat(assertTimedOut(client, proxy, 408, Outcome.REQUEST_TIMEOUT)
                            .one("connection"))
                    .isEqualTo("close");
            client.awaitEnd();
            assertThat(node.awaitGone()).isEmpty();
        }
    }

    @Test
    void ofARequestBodyThatWaitsForAnInterimResponse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {body: 200ms}")) {
            RawPeer client = proxy.connect()
                    .send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.nextRecord().detail()).contains("the upstream sent none");
            assertThat(node.awaitGone()).isEmpty();
        }
    }

    @Test
    void ofARequestBodyWithinTheResponse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, "timeouts: {body: 200ms}")) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxy");
            RawPeer node = upstream.accept();
            node.readUntil("xy");
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nxy");
            assertThat(client.awaitReset()).endsWith("xy");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
        }
    }

    @Test
    void ofAResponseHead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), ", timeout: {connect: 5, send: 5, read: 0.2}", ""))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            assertTimedOut(client, proxy, 504, Outcome.UPSTREAM_TIMEOUT);
            node.awaitGone();
            client.send(GET);
            RawPeer next = upstream.accept();
            next.readRequest();
            next.send("HTTP/1.1 204 x\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void ofAResponseBody() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy =
                        ProxyFixture.start(ProxyFixture.toNode(upstream.port(), "", ", timeout: {read: 0.2}"))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nxy");
            assertThat(client.awaitReset()).endsWith("xy");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            node.awaitGone();
        }
    }

    @Test
    void doesNotRunWhileTheRequestIsStillOnItsWay() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), ", timeout: {connect: 5, send: 5, read: 0.1}", "")
                                + "timeouts: {body: 400ms}")) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxy");
            RawPeer node = upstream.accept();
            node.readUntil("xy");
            assertTimedOut(client, proxy, 408, Outcome.REQUEST_TIMEOUT);
        }
    }

    @Test
    void ofAnIdleUpstreamConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), ", keepalive_pool: {idle_timeout: 1}", ""))) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 204 x\r\n\r\n");
            client.readHead();
            node.awaitEnd();
            assertThat(proxy.idleConnections()).isZero();
        }
    }

    /** A listener whose backlog is full answers no SYN, as a host that is gone would not. */
    @Test
    void ofConnecting() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(full.getLocalPort(), ", timeout: {connect: 0.3, send: 5, read: 5}", ""))) {
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                fillers.add(filler);
            }
            RawPeer client = proxy.connect().send(GET);
            assertTimedOut(client, proxy, 504, Outcome.CONNECT_TIMEOUT);
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void ofSwallowingWhatIsLeftOfARequest() throws Exception {
        try (ProxyFixture proxy =
                ProxyFixture.start(ProxyFixture.toNode(1, "", ", host: other") + "timeouts: {body: 200ms}")) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxy");
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 404 ");
            client.awaitEnd();
        }
    }
}
