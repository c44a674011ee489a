// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges in which everybody keeps the rules, on real sockets. */
class FaultFreeExchangeTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    @Test
    void keepsBothConnectionsForTheNextRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send(GET);
            RawPeer node = upstream.accept();
            for (int i = 0; i < 3; i++) {
                assertThat(node.readRequest().startLine()).isEqualTo("GET /x HTTP/1.1");
                node.send("HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-N: " + i + "\r\n\r\nok");
                WireMessage response = client.readResponse();
                assertThat(response.startLine()).startsWith("HTTP/1.1 200 ");
                assertThat(response.one("x-n")).isEqualTo("" + i);
                assertThat(response.one("content-length")).isEqualTo("2");
                assertThat(response.body()).isEqualTo("ok");
                ExchangeRecord record = proxy.nextRecord();
                assertThat(record.outcome()).isEqualTo(Outcome.OK);
                assertThat(record.status()).isEqualTo(200);
                assertThat(record.responseBytes()).isEqualTo(2);
                assertThat(record.node()).isEqualTo("127.0.0.1:" + upstream.port());
                assertThat(record.route()).isEqualTo("r");
                proxy.awaitIdleConnections(1);
                if (i < 2) {
                    client.send(GET);
                }
            }
            upstream.assertNoConnection();
        }
    }

    @Test
    void answersPipelinedRequestsInOrderOneAtATime() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            StringBuilder pipelined = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                pipelined.append("POST /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz");
            }
            client.send(pipelined.toString());
            RawPeer node = upstream.accept();
            for (int i = 0; i < 20; i++) {
                WireMessage request = node.readRequest();
                assertThat(request.startLine()).isEqualTo("POST /" + i + " HTTP/1.1");
                assertThat(request.body()).isEqualTo("xyz");
                node.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (10 + i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.readResponse().body()).isEqualTo("" + (10 + i));
            }
        }
    }

    @Test
    void passesAChunkedRequestOnAsItComesWithItsTrailers() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nxyz\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readHead())
                    .contains("\r\ntransfer-encoding: chunked\r\n")
                    .doesNotContain("content-length");
            assertThat(node.readUntil("xyz\r\n")).isEqualTo("3\r\nxyz\r\n");
            client.send("2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");
            assertThat(node.readUntil("\r\n\r\n")).isEqualToIgnoringCase("2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");
            node.send(NO_CONTENT);
            assertThat(client.readResponse().startLine()).startsWith("HTTP/1.1 204 ");
            assertThat(proxy.nextRecord().requestBytes()).isEqualTo(5);
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void passesAChunkedResponseOnAsItComesWithItsTrailers() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nxyz\r\n");
            assertThat(client.readHead()).contains("\r\ntransfer-encoding: chunked\r\n");
            assertThat(client.readUntil("xyz\r\n")).isEqualTo("3\r\nxyz\r\n");
            node.send("2\r\nde\r\n0\r\nX-Sum: 5\r\nSet-Cookie: a=b\r\n\r\n"); // which may not be a trailer
            assertThat(client.readUntil("\r\n\r\n")).isEqualToIgnoringCase("2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void framesAResponseThatEndsWithItsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\n\r\nxyz").close();
            WireMessage response = client.readResponse();
            assertThat(response.one("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.body()).isEqualTo("xyz");
            proxy.awaitIdleConnections(0);
            client.send(GET);
            RawPeer next = upstream.accept();
            next.readRequest();
            next.send(NO_CONTENT);
            client.readResponse();
        }
    }

    @ParameterizedTest(name = "HEAD answered with {0}")
    @CsvSource({"Content-Length: 5, content-length: 5", "Transfer-Encoding: chunked,", "X: 1,"})
    void answersHeadWithoutBody(String field, String forwarded) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + GET);
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().startLine()).isEqualTo("HEAD / HTTP/1.1");
            node.send("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n");
            String head = client.readHead();
            if (forwarded != null) {
                assertThat(head).contains("\r\n" + forwarded + "\r\n");
            }
            assertThat(node.readRequest().startLine()).isEqualTo("GET /x HTTP/1.1");
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz");
            assertThat(client.readResponse().body()).isEqualTo("z");
        }
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {204, 304})
    void passesBodilessStatusesOn(int status) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET + GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 " + status + " x\r\nETag: \"1\"\r\n" + (status == 304 ? "Content-Length: 9\r\n" : "")
                    + "\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ").doesNotContain("transfer-encoding");
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz");
            assertThat(client.readResponse().body()).isEqualTo("z");
        }
    }

    @Test
    void relaysInterimResponses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send(GET);
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 ").containsIgnoringCase("\r\nlink: </a>\r\n");
            node.send("HTTP/1.1 102 x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz");
            assertThat(client.readHead()).startsWith("HTTP/1.1 102 ");
            assertThat(client.readResponse().body()).isEqualTo("z");
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void relaysTheExpectationAndItsAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readHead()).containsIgnoringCase("\r\nexpect: 100-continue\r\n");
            node.send("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue\r\n");
            client.send("xyz");
            assertThat(node.read(3)).isEqualTo("xyz");
            node.send(NO_CONTENT);
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            proxy.awaitIdleConnections(1);
        }
    }

    @Test
    void closesAfterAFinalAnswerToAnExpectation() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readHead();
            node.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 401 ");
            assertThat(response.one("connection")).isEqualTo("close"); // RFC 9110, section 10.1.1
            client.awaitEnd();
            node.awaitGone();
            proxy.awaitIdleConnections(0);
        }
    }

    @Test
    void givesAnEarlyResponseAndKeepsTheClientButNotTheUpstream() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nxyz");
            RawPeer node = upstream.accept();
            node.readUntil("xyz");
            node.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
            assertThat(client.readResponse().body()).isEqualTo("no");
            assertThat(node.awaitGone()).isEmpty();
            proxy.awaitIdleConnections(0);
            client.send("defghij" + GET);
            RawPeer next = upstream.accept();
            next.readRequest();
            next.send(NO_CONTENT);
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
        }
    }

    /** The next request would wait behind octets that the node, which has answered, perhaps never reads. */
    @Test
    void keepsNoUpstreamThatHasAnsweredWithoutReadingTheRequest() throws Exception {
        int body = TinySendBuffer.BODY;
        try (RawUpstream upstream = RawUpstream.start(TinySendBuffer.BYTES);
                ProxyFixture proxy =
                        ProxyFixture.start(TinySendBuffer.class, ProxyFixture.toNode(upstream.port(), "", ""))) {
            RawPeer client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body + "\r\n\r\n" + "x".repeat(body));
            RawPeer node = upstream.accept();
            node.readHead();
            TinySendBuffer.WRITTEN.get(5, TimeUnit.SECONDS);
            node.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
            assertThat(client.readResponse().body()).isEqualTo("no");
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.OK);
            assertThat(record.requestBytes()).isEqualTo(body);
            assertThat(proxy.idleConnections()).isZero();
            client.send(GET);
            RawPeer next = upstream.accept();
            next.readRequest();
            next.send(NO_CONTENT);
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
        }
    }

    /** A connection whose kernel takes little of what nobody reads. */
    public static final class TinySendBuffer extends NioSocketChannel {
        static final int BYTES = 4096;
        static final int BODY = 60_000; // more than the kernel takes, less than stops the client
        static final CompletableFuture<Void> WRITTEN = new CompletableFuture<>();

        public TinySendBuffer() {
            config().setSendBufferSize(BYTES);
            pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                private int octets;

                @Override
                public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                    octets += ((ByteBuf) message).readableBytes();
                    ctx.write(message, promise);
                    if (octets > BODY) {
                        WRITTEN.complete(null);
                    }
                }
            });
        }
    }

    @Test
    void answersHttp10WithoutChunksAndCloses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.0\r\n\r\n");
            RawPeer node = upstream.accept();
            WireMessage request = node.readRequest();
            assertThat(request.startLine()).isEqualTo("GET / HTTP/1.1");
            assertThat(request.one("host")).isEqualTo("127.0.0.1:" + upstream.port());
            node.send(
                    "HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\nX: 1\r\n\r\n");
            String response = client.readToEnd();
            assertThat(response)
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nxyz")
                    .doesNotContain("chunked");
            assertThat(response).contains("\r\nconnection: close\r\n");
        }
    }

    @Test
    void keepsAnHttp10ClientThatAsksForIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            String get = "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
            RawPeer client = proxy.connect().send(get);
            RawPeer node = upstream.accept();
            for (int i = 0; i < 2; i++) {
                node.readRequest();
                node.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz");
                WireMessage response = client.readResponse();
                assertThat(response.one("connection")).isEqualTo("keep-alive");
                assertThat(response.body()).isEqualTo("xyz");
                client.send(get);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"client", "upstream"})
    void closesAfterTheResponseIfASideAsksForIt(String side) throws Exception {
        boolean byClient = side.equals("client");
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream)) {
            String close = "Connection: close\r\n";
            RawPeer client = proxy.connect();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + (byClient ? close : "") + "\r\n");
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().all("connection")).isEmpty();
            node.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + (byClient ? "" : close) + "\r\nz");
            WireMessage response = client.readResponse();
            if (byClient) {
                assertThat(response.one("connection")).isEqualTo("close");
                client.awaitEnd();
                proxy.awaitIdleConnections(1);
            } else {
                assertThat(response.all("connection")).isEmpty();
                node.awaitEnd();
                proxy.awaitIdleConnections(0);
                client.send(GET);
                upstream.accept().readRequest();
            }
        }
    }

    @Test
    void keepsNoMoreRequestsOnAConnectionThanConfigured() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.start(
                        ProxyFixture.toNode(upstream.port(), ", keepalive_pool: {requests: 2}", ""))) {
            RawPeer client = proxy.connect().send(GET + GET + GET);
            RawPeer first = upstream.accept();
            first.readRequest();
            first.send(NO_CONTENT);
            first.readRequest();
            first.send(NO_CONTENT);
            first.awaitEnd();
            RawPeer second = upstream.accept();
            second.readRequest();
            second.send(NO_CONTENT);
            for (int i = 0; i < 3; i++) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            }
        }
    }
}
