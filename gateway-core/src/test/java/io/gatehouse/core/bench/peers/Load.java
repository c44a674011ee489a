// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;

/** Loads what listens on this port for so long; what was begun is finished. */
interface Load {
    Work run(int port, int seconds) throws IOException, InterruptedException;
}
