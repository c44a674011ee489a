// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;

/** One thing to measure of every proxy. */
interface Scenario {
    /** On the command line and in file names. */
    String name();

    Report run(Bench bench) throws IOException, InterruptedException;
}
