// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

/**
 * One proxy under load once.
 *
 * @param work what got done
 * @param processorSeconds of all processes of the proxy
 * @param wallSeconds how long it took
 * @param loadSeconds how long the core of clients and upstreams worked meanwhile
 */
record Sample(Work work, double processorSeconds, double wallSeconds, double loadSeconds) {
    double rate() {
        return work.units() / wallSeconds;
    }

    /** Processor time of the proxy for each unit: the figure to trust, also where something else than the proxy was the limit. */
    double microsEach() {
        return processorSeconds / work.units() * 1e6;
    }

    /** The share of the time that the proxy's core worked for it; near 1, it was the limit. */
    double proxyBusy() {
        return processorSeconds / wallSeconds;
    }

    double loadBusy() {
        return loadSeconds / wallSeconds;
    }
}
