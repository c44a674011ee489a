// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import io.gatehouse.config.NodeConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static NodeConfig node(String host, int weight, int priority) {
        return new NodeConfig(Location.startOf("test"), host, 80, weight, priority);
    }

    private static String turns(Rotation rotation, int count) {
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < count; i++) {
            turns.append(rotation.next().host());
        }
        return turns.toString();
    }

    @Test
    void spreadsTheShareOfEachNodeOverTheRound() {
        String turns = turns(new Rotation(List.of(node("a", 3, 0), node("b", 1, 0))), 40);
        for (int from = 0; from + 4 <= turns.length(); from++) {
            assertThat(turns.substring(from, from + 4)).containsOnlyOnce("b");
        }
        assertThat(turns(new Rotation(List.of(node("a", 5, 0), node("b", 1, 0), node("c", 1, 0))), 7))
                .doesNotContain("bc")
                .doesNotContain("cb")
                .doesNotContain("aaaa");
    }

    @Test
    void takesEqualNodesInTurn() {
        assertThat(turns(new Rotation(List.of(node("a", 7, 0), node("b", 7, 0), node("c", 7, 0))), 6))
                .isEqualTo("abcabc");
    }

    @Test
    void countsFurtherThanAShort() {
        int many = Short.MAX_VALUE + 2;
        List<NodeConfig> nodes =
                IntStream.range(0, many).mapToObj(i -> node("n" + i, 1, 0)).toList();
        Rotation rotation = new Rotation(nodes);
        Set<String> hosts = new HashSet<>();
        nodes.forEach(each -> hosts.add(rotation.next().host()));
        assertThat(hosts).hasSize(many);
    }

    @Test
    void leavesNodesOfWeightZeroOut() {
        assertThat(turns(new Rotation(List.of(node("a", 0, 0), node("b", 1, 0))), 3))
                .isEqualTo("bbb");
        assertThat(new Rotation(List.of(node("a", 0, 0))).size()).isZero();
        assertThat(new Rotation(List.of()).size()).isZero();
    }

    @Test
    void roundsHugeWeightsAndForgetsNobody() {
        Rotation rotation = new Rotation(List.of(
                node("a", 1_000_000_007, 0), node("b", 500_000_003, 0), node("c", 1, 0), node("d", 1_000_003, 0)));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 2 * Rotation.MAX_ROUND; i++) {
            counts.merge(rotation.next().host(), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys("a", "b", "c", "d");
        assertThat((double) counts.getOrDefault("a", 0) / counts.getOrDefault("b", 1))
                .isBetween(1.95, 2.05);
        assertThat(counts.getOrDefault("c", 0)).isBetween(1, 4);
    }

    @Test
    void groupsByPriorityHighestFirst() {
        List<Rotation> rotations = Rotation.byPriority(
                List.of(node("a", 1, 0), node("b", 1, 9), node("c", 1, 0), node("d", 0, 99), node("e", 1, -5)));
        assertThat(rotations).hasSize(3);
        assertThat(rotations.get(0).nodes()).extracting(NodeConfig::host).containsExactly("b");
        assertThat(rotations.get(1).nodes()).extracting(NodeConfig::host).containsExactly("a", "c");
        assertThat(rotations.get(2).nodes()).extracting(NodeConfig::host).containsExactly("e");
    }
}
