// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds of one load over all proxies, one proxy at a time: A B C, A B C. The others are idle meanwhile.
 *
 * @param bench with the lengths
 * @param load the load
 */
record Rounds(Bench bench, Load load) {
    /** Warms them; a JVM needs longer. Their peaks of memory count from here. */
    void warm(List<Candidate> candidates) throws IOException, InterruptedException {
        for (Candidate each : candidates) {
            each.process().forgetPeak();
            warm(each, each.proxy().jvm() ? bench.options().warmSeconds : 1);
        }
    }

    /** The same for a JVM that has just started, and for longer. */
    void warmFromCold(Candidate candidate) throws IOException, InterruptedException {
        warm(candidate, 3 * bench.options().warmSeconds);
    }

    private void warm(Candidate candidate, int seconds) throws IOException, InterruptedException {
        double errors = load.run(bench, candidate.port(), seconds).decimal("errors");
        if (errors > 0) {
            System.err.printf(
                    "%s: %.0f errors while it was warmed%n", candidate.proxy().name(), errors);
        }
    }

    /** A sample of each for each round. */
    Map<Candidate, List<Sample>> run(List<Candidate> candidates) throws IOException, InterruptedException {
        Map<Candidate, List<Sample>> samples = new LinkedHashMap<>();
        candidates.forEach(each -> samples.put(each, new ArrayList<>()));
        for (int round = 0; round < bench.options().rounds; round++) {
            for (Map.Entry<Candidate, List<Sample>> each : samples.entrySet()) {
                each.getValue().add(sample(each.getKey()));
            }
        }
        return samples;
    }

    private Sample sample(Candidate candidate) throws IOException, InterruptedException {
        double processor = candidate.process().processorSeconds();
        double kernel = candidate.process().kernelSeconds();
        double loadCore = bench.site().cores().loadSeconds();
        long begun = System.nanoTime();
        Words result = load.run(bench, candidate.port(), bench.options().seconds);
        double wall = (System.nanoTime() - begun) / 1e9;
        return new Sample(
                result,
                candidate.process().processorSeconds() - processor,
                candidate.process().kernelSeconds() - kernel,
                wall,
                bench.site().cores().loadSeconds() - loadCore);
    }
}
