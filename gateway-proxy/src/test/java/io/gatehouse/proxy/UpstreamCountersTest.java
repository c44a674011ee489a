// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.TestConfig;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.UpstreamCounters;
import org.junit.jupiter.api.Test;

/** What is counted of connections to nodes: each once, and nothing is left when all is over. */
class UpstreamCountersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";

    @Test
    void aRepeatedRequestIsTwoAttemptsOfWhichOneFailed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            UpstreamCounters counted = proxy.counted("u");
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            assertThat(counted.inUse()).isEqualTo(1);
            node.send(OK + "good");
            client.readResponse();
            proxy.awaitIdleConnections(1);
            assertThat(counted.idle()).isEqualTo(1);
            assertThat(counted.inUse()).isZero();
            client.send(GET);
            node.readRequest();
            node.close();
            RawPeer fresh = upstream.accept();
            fresh.readRequest();
            fresh.send(OK + "good");
            client.readResponse();
            proxy.awaitIdleConnections(1);

            assertThat(counted.requests()).isEqualTo(3);
            assertThat(counted.opened()).isEqualTo(2);
            assertThat(counted.retries()).isEqualTo(1);
            onlyFailure(counted, Outcome.UPSTREAM_CLOSED);
            fresh.close();
            proxy.awaitNoneOpen("u");
            onlyFailure(counted, Outcome.UPSTREAM_CLOSED); // an idle connection that ends is none
        }
    }

    @Test
    void aClientThatLeavesIsNoFailureOfTheNode() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(OK + "go");
            client.readHead();
            client.close();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);

            proxy.awaitNoneOpen("u");
            assertThat(UpstreamCounters.FAILURES)
                    .allSatisfy(each ->
                            assertThat(proxy.counted("u").failures(each)).isZero());
        }
    }

    @Test
    void aResponseThatBreaksOffIsOneFailure() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send(OK + "go");
            client.readHead();
            node.close();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.RESPONSE_CUT);

            proxy.awaitNoneOpen("u");
            onlyFailure(proxy.counted("u"), Outcome.UPSTREAM_CLOSED);
        }
    }

    /** A reload that takes the upstream away ends what is idle at once, and what is in use with its response. */
    @Test
    void nothingIsLeftOfAnUpstreamThatIsGone() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            proxy.publish(TestConfig.HTTP_LISTENER);
            proxy.passOnce();
            assertThat(proxy.counted("u").inUse()).isEqualTo(1);
            node.send(OK + "good");
            client.readResponse();

            proxy.awaitNoneOpen("u");
            assertThat(proxy.counted("u").requests()).isEqualTo(1);
        }
    }

    /** The head is what is measured, and neither an interim one nor the body. */
    @Test
    void theTimeToTheHeadEndsWithTheFinalOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            long sent = System.nanoTime();
            node.send("HTTP/1.1 103 Early Hints\r\n\r\n");
            assertThat(client.readHead()).contains(" 103 ");
            long interim = System.nanoTime();
            node.send(OK);
            assertThat(client.readHead()).contains(" 200 ");
            node.send("good");
            client.read(4);

            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.upstreamHeadNanos()).isBetween(interim - sent, record.upstreamNanos() - 1);
        }
    }

    private static void onlyFailure(UpstreamCounters counted, Outcome reason) {
        for (Outcome each : UpstreamCounters.FAILURES) {
            assertThat(counted.failures(each)).as(each.label()).isEqualTo(each == reason ? 1 : 0);
        }
    }
}
