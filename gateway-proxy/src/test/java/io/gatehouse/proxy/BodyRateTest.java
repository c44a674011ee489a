// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.Bulk;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** {@code limits.min_body_rate}. Timeouts are short, which bounds the grace; no gap is ever as long as one of them. */
class BodyRateTest {
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";
    private static final String SHORT_GRACE = "timeouts: {body: 600ms, write: 600ms}\n";

    /** One octet each 50 ms. */
    private static void trickle(RawPeer peer, int octets) throws IOException {
        for (int i = 0; i < octets; i++) {
            peer.send("x");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Test
    void endsARequestThatTrickles() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE)) {
            RawPeer client = proxy.connect().send(POST);
            RawPeer node = upstream.accept();
            node.readHead();
            trickle(client, 16);
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 408 ");
            assertThat(response.one("connection")).isEqualTo("close");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.REQUEST_TOO_SLOW);
            assertThat(record.detail()).isEqualTo("limits.min_body_rate");
            assertThat(node.awaitGone()).matches("x+");
            client.awaitEnd();
        }
    }

    @Test
    void endsATrickleOfChunksToo() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE)) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            upstream.accept().readHead();
            for (int i = 0; i < 16; i++) {
                client.send("1\r\nx\r\n");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.REQUEST_TOO_SLOW);
        }
    }

    @Test
    void cutsIfTheResponseHasBegun() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE)) {
            RawPeer client = proxy.connect().send(POST);
            RawPeer node = upstream.accept();
            node.readHead();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.read(2)).isEqualTo("ab");
            assertThatThrownBy(() -> trickle(client, 100)).isInstanceOf(SocketException.class);
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            assertThat(record.detail()).isEqualTo("limits.min_body_rate");
        }
    }

    @Test
    void isOffWithZero() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE, "limits: {min_body_rate: 0}")) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\n");
            RawPeer node = upstream.accept();
            trickle(client, 24);
            assertThat(node.readRequest().body()).hasSize(24);
        }
    }

    @Test
    void letsPauseWhoeverHasKeptUp() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE)) {
            RawPeer client = proxy.connect().send(POST);
            RawPeer node = upstream.accept();
            node.readHead();
            for (int i = 0; i < 4; i++) {
                client.send("x".repeat(250));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
            }
            assertThat(node.read(1000)).hasSize(1000);
        }
    }

    @Test
    void doesNotCountWhileTheUpstreamHasYetToAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, SHORT_GRACE)) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            RawPeer node = upstream.accept();
            node.readRequest();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_000));
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_000)); // nor while its response trickles
            node.send("b");
            assertThat(client.readResponse().body()).isEqualTo("ab");
        }
    }

    @Test
    void cutsAClientThatReadsATrickle() throws Exception {
        long large = 64L * 1024 * 1024;
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.startWithSendBuffers(
                        SMALL_BUFFER,
                        ProxyFixture.toNode(upstream.port(), "", "")
                                + "timeouts: {write: 2s}\nlimits: {min_body_rate: 32KiB}")) {
            RawPeer client = proxy.connect(SMALL_BUFFER).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: " + large + "\r\n\r\n");
            var unused = Bulk.send(node, large);
            client.readHead();
            assertThatThrownBy(() -> readSlowly(client)).isInstanceOf(IOException.class);
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_TOO_SLOW);
        }
    }

    /** About 10 KB a second for a minute: never a stall. */
    private static void readSlowly(RawPeer client) throws IOException {
        for (int i = 0; i < 1_200; i++) {
            client.skip(512);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
