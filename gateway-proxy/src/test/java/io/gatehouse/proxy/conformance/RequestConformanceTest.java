// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.conformance.CaseTable.Case;
import io.gatehouse.proxy.conformance.Wire.Taken;
import io.gatehouse.proxy.fixtures.ProxyFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Requests in raw octets: what has to be refused is, and nothing of it reaches an upstream; everything else reaches it with
 * exactly its meaning.
 *
 * <p>Behind each case the same connection carries one more request, the canary. So a verdict is the list of statuses that the
 * client gets: {@code 200} comes from the upstream, the rest from the gateway. After a status of 400 or more, and after a
 * final {@code .}, the gateway has to close and the canary goes nowhere; {@code +} says that the connection goes on in spite of
 * the error. {@code -} is the end of the connection without an answer.
 */
class RequestConformanceTest {
    static final String CANARY = "GET /canary HTTP/1.1\r\nHost: canary\r\nConnection: close\r\n\r\n";
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
        Map<String, List<Case>> groups = CaseTable.read("requests");
        return groups.entrySet().stream()
                .map(group -> DynamicContainer.dynamicContainer(
                        group.getKey(),
                        group.getValue().stream()
                                .filter(each -> step > 1 || each.send().length() < 2_000)
                                .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each, step)))));
    }

    private static void check(Case each, int step) throws Exception {
        boolean canary = each.send().indexOf(Notation.END) < 0 && each.send().indexOf(Notation.RESET) < 0;
        List<String> statuses =
                new ArrayList<>(List.of(each.verdict().replaceAll("[.+-]", "").split(",", -1)));
        statuses.removeIf(String::isEmpty);
        boolean closes = each.verdict().matches(".*([.-]|[45]..)");
        boolean head = each.send().startsWith("HEAD ") && statuses.get(0).startsWith("4");
        Line client = wire.exchange(
                canary ? each.send() + CANARY : each.send(), step, 1 << 20, RequestConformanceTest::answer);
        if (canary && !closes) {
            statuses.add("200");
        }
        List<String> expected = new ArrayList<>(each.verdict().contains("200") ? each.mean() : List.of());
        if (canary && !closes) {
            expected.add("GET /canary canary");
        }
        assertThat(wire.taken().stream().map(taken -> Meaning.of(taken.request())))
                .containsExactlyElementsOf(expected);
        wire.taken().forEach(taken -> Words.ofTheGateway(taken.request()));
        List<StrictMessage> responses = Words.responses(client, head);
        assertThat(responses).extracting(Words::status).containsExactlyElementsOf(statuses);
        if (!responses.isEmpty() && (closes || canary)) {
            assertThat(responses.get(responses.size() - 1).one("connection")).isEqualTo("close");
        }
        assertThat(client.ended()).isEqualTo(Line.Ended.CLEANLY);
    }

    private static String answer(Taken taken) {
        return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }
}
