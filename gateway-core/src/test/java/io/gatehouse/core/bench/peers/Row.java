// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;

/**
 * What a scenario says of one proxy.
 *
 * @param proxy its name
 * @param samples of all rounds
 * @param peakKib the most memory that its processes had
 */
record Row(String proxy, List<Sample> samples, long peakKib) {
    Row {
        samples = List.copyOf(samples);
    }

    double rate() {
        return Median.of(samples, Sample::rate);
    }

    double microsEach() {
        return Median.of(samples, Sample::microsEach);
    }

    /** How far the rounds lie apart, as a share of the median. */
    double spread() {
        double least = samples.stream().mapToDouble(Sample::microsEach).min().orElse(Double.NaN);
        double most = samples.stream().mapToDouble(Sample::microsEach).max().orElse(Double.NaN);
        return (most - least) / microsEach();
    }

    double proxyBusy() {
        return Median.of(samples, Sample::proxyBusy);
    }

    double loadBusy() {
        return Median.of(samples, Sample::loadBusy);
    }

    long errors() {
        return samples.stream().mapToLong(each -> each.work().errors()).sum();
    }
}
