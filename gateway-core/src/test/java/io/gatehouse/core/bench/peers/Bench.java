// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.util.List;

/**
 * What scenarios work with.
 *
 * @param options how long and how often
 * @param site certificates and upstreams
 * @param wrk the load for connections that are kept
 * @param load the load for all others
 * @param running every proxy, started once and kept running through all scenarios
 */
record Bench(Options options, Site site, Wrk wrk, LoadProcess load, List<Candidate> running) {
    Bench {
        running = List.copyOf(running);
    }
}
