// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.load.Words;
import java.io.IOException;

/** Loads what listens on this port for so long; says {@code units} of work and {@code errors}, and perhaps more. */
interface Load {
    Words run(Bench bench, int port, int seconds) throws IOException, InterruptedException;
}
