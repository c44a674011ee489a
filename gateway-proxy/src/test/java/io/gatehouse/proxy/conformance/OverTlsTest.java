// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.conformance.CaseTable.Case;
import io.gatehouse.proxy.fixtures.Bulk;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import io.gatehouse.proxy.fixtures.RawPeer;
import io.gatehouse.proxy.fixtures.RawUpstream;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TlsClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A sample of the requests over TLS, each on a connection of its own: the same statuses, and the same ends. */
class OverTlsTest {
    private static final int EVERY = 11;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
    private static final TestCa CA = TestCa.create("conformance");
    private static final TestIdentity SERVER = CA.server("a");
    private static final String LISTENER = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls: [{id: a, sni: a, cert: server.crt, key: server.key}]
            """;
    private static RawUpstream upstream;
    private static ProxyFixture proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = RawUpstream.start();
        Thread answering = new Thread(OverTlsTest::answer, "upstream");
        answering.setDaemon(true);
        answering.start();
        proxy = ProxyFixture.start(
                LISTENER + ProxyFixture.toNode(upstream.port(), "", ""),
                Map.of("server.crt", SERVER.chainPem(), "server.key", SERVER.keyPem()));
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        upstream.close();
    }

    /** One connection after the other, because so are the cases. */
    private static void answer() {
        while (true) {
            RawPeer node;
            try {
                node = upstream.accept();
            } catch (SocketTimeoutException e) {
                continue; // nobody came for a while
            } catch (IOException e) {
                return;
            }
            try {
                while (true) {
                    node.readRequest();
                    node.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            } catch (IOException e) {
                // the gateway is done with this one
            }
        }
    }

    @Test
    void anAnswerReachesAClientThatGoesOnSendingBehindOurClose() throws Exception {
        try (RawPeer client = new RawPeer(TlsClient.trusting(CA)
                .protocols("TLSv1.3")
                .connect(proxy.address(0), "a")
                .socket())) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            int much = 4 * 1024 * 1024;
            assertThat(Bulk.send(client, much).get(20, TimeUnit.SECONDS)).isEqualTo(much);
            client.socket().close();
            proxy.awaitConnections(0);
        }
    }

    /** The answer comes while half of the request is decrypted, and no more of it is wanted. */
    @Test
    void anAnswerReachesAClientWhoseRequestIsTooLong() throws Exception {
        Case tooLong = CaseTable.read("requests").values().stream()
                .flatMap(List::stream)
                .filter(each ->
                        each.send().length() > 64 * 1024 && each.verdict().startsWith("431"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 50; i++) {
            check(tooLong);
        }
    }

    @TestFactory
    Stream<DynamicTest> everySoManiethRequest() {
        List<Case> all = CaseTable.read("requests").values().stream()
                .flatMap(List::stream)
                .filter(OverTlsTest::isTaken)
                .toList();
        return Stream.iterate(0, i -> i < all.size(), i -> i + EVERY)
                .map(all::get)
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)));
    }

    /** Without signs, and not those whose target says how the connection is made. */
    private static boolean isTaken(Case each) {
        return each.send().chars().allMatch(c -> c < 256) && !each.verdict().startsWith("421");
    }

    private static void check(Case each) throws Exception {
        boolean closes = each.verdict().matches(".*([.-]|[45]..)");
        List<String> expected =
                new ArrayList<>(List.of(each.verdict().replaceAll("[.+-]", "").split(",", -1)));
        if (!closes) {
            expected.add("200");
        }
        try (RawPeer client = new RawPeer(
                TlsClient.trusting(CA).connect(proxy.address(0), "a").socket())) {
            client.send(each.send() + RequestConformanceTest.CANARY);
            Matcher status = STATUS.matcher(client.readToEnd());
            List<String> statuses = new ArrayList<>();
            while (status.find()) {
                statuses.add(status.group(1));
            }
            assertThat(statuses).isEqualTo(expected);
        }
    }
}
