// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;

/**
 * One proxy under load once.
 *
 * @param result what the load says: {@code units} of work, {@code errors}, and perhaps more
 * @param processorSeconds of all processes of the proxy
 * @param kernelSeconds the part of it in the kernel
 * @param wallSeconds how long it took
 * @param loadSeconds how long the core of clients and upstreams worked meanwhile
 */
record Sample(Words result, double processorSeconds, double kernelSeconds, double wallSeconds, double loadSeconds) {
    double rate() {
        return result.decimal("units") / wallSeconds;
    }

    /** Processor time of the proxy for each unit: the figure to trust, also where something else than the proxy was the limit. */
    double microsEach() {
        return processorSeconds / result.decimal("units") * 1e6;
    }

    double kernelMicrosEach() {
        return kernelSeconds / result.decimal("units") * 1e6;
    }

    /** The share of the time that the proxy's core worked for it; near 100, it was the limit. */
    double proxyPercent() {
        return processorSeconds / wallSeconds * 100;
    }

    double loadPercent() {
        return loadSeconds / wallSeconds * 100;
    }

    double errors() {
        return result.decimal("errors");
    }
}
