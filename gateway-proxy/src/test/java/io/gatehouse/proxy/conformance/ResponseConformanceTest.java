// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.conformance.CaseTable.Case;
import io.gatehouse.proxy.conformance.Wire.Taken;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Responses in raw octets: what is broken never looks whole to a client, and everything else reaches it with exactly its
 * meaning.
 *
 * <p>Behind its request the client pipelines one more, the canary. The verdicts: {@code keep}, the response arrives, and the
 * canary may use the same upstream connection; {@code once}, it arrives, and the canary comes on another one; {@code 502}, the
 * gateway answers, and so on; {@code cut}, the client's connection is reset within the response. After a final {@code .} the
 * client's connection ends without canary. Groups that say {@code cuts: no} are sent in one segment only.
 */
class ResponseConformanceTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CANARY = "GET /canary HTTP/1.1\r\nHost: canary\r\nConnection: close\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 Canary\r\nContent-Length: 0\r\n\r\n";
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire(port -> ProxyFixture.start(ProxyFixture.toNode(port, "", "")));
    }

    @AfterAll
    static void stop() throws Exception {
        wire.close();
    }

    @TestFactory
    Stream<DynamicContainer> inOneSegment() {
        return groups(1 << 20);
    }

    @TestFactory
    Stream<DynamicContainer> octetByOctet() {
        return groups(1);
    }

    private static Stream<DynamicContainer> groups(int step) {
        return CaseTable.read("responses").entrySet().stream()
                .map(group -> DynamicContainer.dynamicContainer(
                        group.getKey(),
                        group.getValue().stream()
                                .filter(each -> step > 1 || isCut(each))
                                .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each, step)))));
    }

    private static boolean isCut(Case each) {
        return each.send().length() < 2_000 && !each.with().containsKey("cuts");
    }

    private static void check(Case each, int step) throws Exception {
        String request = Notation.octets(each.with().getOrDefault("request", REQUEST.replace("\r\n", "⏎")));
        boolean ends = each.verdict().endsWith(".") || each.verdict().startsWith("cut");
        Line client = wire.exchange(
                ends ? request : request + CANARY, 1 << 20, step, taken -> isCanary(taken) ? ANSWER : each.send());
        List<Taken> taken = wire.taken();
        assertThat(taken).isNotEmpty();
        assertThat(isCanary(taken.get(taken.size() - 1))).isEqualTo(!ends);
        switch (each.verdict().replace(".", "")) {
            case "cut" ->
                assertThat(client.ended()).as(client.received().toString()).isEqualTo(Line.Ended.BY_RESET);
            case "502" -> {
                assertThat(client.received().toString().replaceAll("HTTP/1.1 1.. [^\\r]*\\r\\n(.+\\r\\n)*\\r\\n", ""))
                        .startsWith("HTTP/1.1 502 ")
                        .contains("HTTP/1.1 200 Canary");
                assertThat(reused(taken)).isFalse();
            }
            case "keep", "once" -> {
                List<String> expected = new ArrayList<>(each.mean());
                if (!ends) {
                    expected.add("200 Canary");
                    assertThat(reused(taken))
                            .as("reused")
                            .isEqualTo(each.verdict().equals("keep"));
                }
                assertThat(meanings(client, request)).containsExactlyElementsOf(expected);
                assertThat(client.ended()).isEqualTo(Line.Ended.CLEANLY);
            }
            default -> throw new IllegalArgumentException(each.verdict());
        }
    }

    private static boolean isCanary(Taken taken) {
        return taken.request().one("host").equals("canary");
    }

    private static boolean reused(List<Taken> taken) {
        return taken.get(0).connection() == taken.get(taken.size() - 1).connection();
    }

    private static List<String> meanings(Line client, String request) {
        List<String> meanings = new ArrayList<>();
        boolean toHead = request.startsWith("HEAD ");
        try {
            while (client.hasPartOfAMessage()) {
                StrictMessage response = StrictMessage.response(client.received(), client.parsed(), toHead, true);
                client.take(response.end());
                boolean interim = response.startLine().startsWith("HTTP/1.1 1");
                assertThat(response.all("date")).hasSize(interim ? 0 : 1);
                assertThat(response.one("connection")).isIn("", "close", "keep-alive");
                meanings.add(Meaning.ofResponse(
                        response, toHead || response.startLine().startsWith("HTTP/1.1 304")));
                toHead &= interim;
            }
            return meanings;
        } catch (StrictMessage.Incomplete e) {
            throw new AssertionError("incomplete " + e.getMessage() + ": " + client.received(), e);
        }
    }
}
