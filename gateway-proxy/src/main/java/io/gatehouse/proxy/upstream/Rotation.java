// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.config.NodeConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Weighted round robin: each node gets its share in every round, spread evenly over it.
 *
 * <p>One round is laid out when the configuration is built, with the smooth algorithm (the node that is furthest behind its
 * share goes next); at run time a turn is one atomic increment, shared by all event loops. Weight 0 takes a node out.
 * Thread-safe.
 */
final class Rotation {
    /** Longest round; weights whose common measure is smaller are rounded, never to nothing. */
    static final int MAX_ROUND = 4096;

    private final List<NodeConfig> nodes;
    private final int[] round;
    private final AtomicInteger turn = new AtomicInteger();

    Rotation(List<NodeConfig> candidates) {
        nodes = candidates.stream().filter(node -> node.weight() > 0).toList();
        round = nodes.isEmpty() ? new int[0] : layOut(reducedWeights(nodes));
    }

    /** How many nodes take part. */
    int size() {
        return nodes.size();
    }

    /** The node whose turn it is. At least one must take part. */
    NodeConfig next() {
        return nodes.get(round[Math.floorMod(turn.getAndIncrement(), round.length)]);
    }

    /**
     * The node whose turn it is among those not tried yet: the turns of the others are passed over, so that each gets its share
     * of what they fail to take.
     *
     * @return null if all were tried
     */
    @Nullable
    NodeConfig next(Set<NodeConfig> tried) {
        for (int i = 0; i < round.length; i++) {
            NodeConfig node = next();
            if (!tried.contains(node)) {
                return node;
            }
        }
        // none is left, or other event loops took its turns meanwhile
        return nodes.stream().filter(node -> !tried.contains(node)).findFirst().orElse(null);
    }

    /** Every node that takes part, in configured order. */
    List<NodeConfig> nodes() {
        return nodes;
    }

    private static int[] reducedWeights(List<NodeConfig> nodes) {
        int measure = nodes.stream().mapToInt(NodeConfig::weight).reduce(0, Rotation::greatestCommonDivisor);
        long total = nodes.stream().mapToLong(NodeConfig::weight).sum() / measure;
        double scale = total <= MAX_ROUND ? 1 : (double) MAX_ROUND / total;
        return nodes.stream()
                .mapToInt(node -> (int) Math.max(1, Math.round(node.weight() * scale / measure)))
                .toArray();
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    private static int[] layOut(int[] weights) {
        int total = 0;
        for (int weight : weights) {
            total += weight;
        }
        long[] credit = new long[weights.length];
        int[] round = new int[total];
        for (int turn = 0; turn < total; turn++) {
            int furthestBehind = 0;
            for (int node = 0; node < weights.length; node++) {
                credit[node] += weights[node];
                if (credit[node] > credit[furthestBehind]) {
                    furthestBehind = node;
                }
            }
            credit[furthestBehind] -= total;
            round[turn] = furthestBehind;
        }
        return round;
    }

    /** The nodes of equal priority together, highest priority first. */
    static List<Rotation> byPriority(List<NodeConfig> nodes) {
        List<Integer> priorities = nodes.stream()
                .map(NodeConfig::priority)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        List<Rotation> rotations = new ArrayList<>(priorities.size());
        for (int priority : priorities) {
            Rotation rotation = new Rotation(
                    nodes.stream().filter(node -> node.priority() == priority).toList());
            if (rotation.size() > 0) {
                rotations.add(rotation);
            }
        }
        return List.copyOf(rotations);
    }
}
