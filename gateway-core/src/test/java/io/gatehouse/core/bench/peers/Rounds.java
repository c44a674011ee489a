// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds of one load over all proxies, one proxy at a time: A B C, A B C. All of them run from the start to the end; the others
 * are idle meanwhile.
 *
 * @param count how many rounds
 * @param seconds how long each proxy is loaded in a round
 * @param warmSeconds how long a JVM is loaded before the first round; the others get a second
 */
record Rounds(int count, int seconds, int warmSeconds) {
    List<Row> run(Load load, List<Candidate> candidates) throws IOException, InterruptedException {
        Map<Candidate, List<Sample>> samples = new LinkedHashMap<>();
        for (Candidate each : candidates) {
            samples.put(each, new ArrayList<>());
            each.process().forgetPeak();
            load.run(each.port(), each.proxy().jvm() ? warmSeconds : 1);
        }
        for (int round = 0; round < count; round++) {
            for (Map.Entry<Candidate, List<Sample>> each : samples.entrySet()) {
                each.getValue().add(sample(load, each.getKey()));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Candidate, List<Sample>> each : samples.entrySet()) {
            Candidate candidate = each.getKey();
            rows.add(new Row(
                    candidate.proxy().name(),
                    each.getValue(),
                    candidate.process().peakKib()));
        }
        return rows;
    }

    private Sample sample(Load load, Candidate candidate) throws IOException, InterruptedException {
        double processor = candidate.process().processorSeconds();
        double loadCore = Cores.busySeconds(Cores.LOAD);
        long begun = System.nanoTime();
        Work work = load.run(candidate.port(), seconds);
        double wall = (System.nanoTime() - begun) / 1e9;
        return new Sample(
                work,
                candidate.process().processorSeconds() - processor,
                wall,
                Cores.busySeconds(Cores.LOAD) - loadCore);
    }
}
