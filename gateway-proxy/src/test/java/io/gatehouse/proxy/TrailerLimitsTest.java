// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.exchange.ExchangeRecord;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.fixtures.WireMessage;
import io.gatehouse.proxy.stream.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trailers are bounded in number and in octets, both ways. */
class TrailerLimitsTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n";
    private static final String LIMITS =
            "limits: {request_headers: 10, request_head_bytes: 2KiB, response_head_bytes: 2KiB}";

    private static String trailers(int count, int valueBytes) {
        return ("X: " + "v".repeat(valueBytes) + "\r\n").repeat(count) + "\r\n";
    }

    @ParameterizedTest(name = "{0} trailers of {1} octets")
    @CsvSource({"11, 1", "3, 1000"})
    void ofARequestThatAreTooManyOrTooLongAre400AndNeverItsEnd(int count, int valueBytes) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, LIMITS)) {
            RawPeer client =
                    proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + trailers(count, valueBytes));
            WireMessage response = client.readResponse();
            assertThat(response.startLine()).startsWith("HTTP/1.1 400 ");
            assertThat(response.one("connection")).isEqualTo("close");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.MALFORMED_REQUEST);
            assertThat(upstream.accept().awaitGone()).doesNotContain("\r\n0\r\n");
            client.awaitEnd();
        }
    }

    @ParameterizedTest(name = "{0} trailers of {1} octets")
    @CsvSource({"257, 1", "3, 1000"})
    void ofAResponseThatAreTooManyOrTooLongCutIt(int count, int valueBytes) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, LIMITS)) {
            RawPeer client = proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawPeer node = upstream.accept();
            node.readRequest();
            node.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            client.readUntil("1\r\na\r\n");
            node.send("0\r\n" + trailers(count, valueBytes));
            assertThat(client.awaitReset()).isEmpty();
            ExchangeRecord record = proxy.nextRecord();
            assertThat(record.outcome()).isEqualTo(Outcome.RESPONSE_CUT);
            proxy.awaitIdleConnections(0);
        }
    }

    @Test
    void withinTheLimitsPassBothWays() throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = ProxyFixture.to(upstream, LIMITS)) {
            RawPeer client = proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + trailers(10, 1));
            RawPeer node = upstream.accept();
            assertThat(node.readRequest().trailers()).hasSize(10);
            node.send("HTTP/1.1 200 OK\r\n" + CHUNKED + trailers(256, 1));
            assertThat(client.readResponse().trailers()).hasSize(256);
        }
    }
}
