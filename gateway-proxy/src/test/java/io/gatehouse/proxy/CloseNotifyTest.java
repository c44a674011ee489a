// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.fixtures.RecordPeer;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that says in TLS that it is done, and leaves its TCP connection open. */
class CloseNotifyTest {
    private static final TestCa CA = TestCa.create("close");
    private static final TestIdentity SERVER = CA.server("a.example");
    private static final Map<String, String> FILES =
            Map.of("server.crt", SERVER.chainPem(), "server.key", SERVER.keyPem());
    private static final String FRONT = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls: [{id: a, sni: a.example, cert: server.crt, key: server.key}]
            """;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private static ProxyFixture proxy(RawUpstream upstream) {
        return ProxyFixture.start(FRONT + ProxyFixture.toNode(upstream.port(), "", ""), FILES);
    }

    private static RecordPeer connect(ProxyFixture proxy, String version) throws Exception {
        return TlsClient.trusting(CA).protocols(version).connectRecords(proxy.address(0), "a.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsAnIdleConnectionAndNothingBehindItIsRead(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            byte[] request = client.seal(HEAD);
            client.sendRaw(client.closeNotify(), request);
            client.awaitGone();
            proxy.awaitConnections(0);
            upstream.assertNoConnection();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void abortsTheExchange(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            client.send(HEAD);
            RawPeer node = upstream.accept();
            node.readRequest();
            client.sendRaw(client.closeNotify());
            node.awaitGone();
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            client.awaitGone();
            proxy.awaitConnections(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void withinABodyIsNotItsEnd(String version) throws Exception {
        try (RawUpstream upstream = RawUpstream.start();
                ProxyFixture proxy = proxy(upstream);
                RecordPeer client = connect(proxy, version)) {
            client.send("POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n");
            RawPeer node = upstream.accept();
            node.readUntil("xyz");
            client.sendRaw(client.closeNotify());
            assertThat(node.awaitGone()).doesNotContain("0\r\n");
            assertThat(proxy.nextRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
            proxy.awaitConnections(0);
        }
    }
}
