// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A proxy that runs.
 *
 * @param proxy which one
 * @param port where it listens
 * @param process its processes
 */
record Candidate(Proxy proxy, int port, ServerProcess process) {
    /** Starts it on its core and waits for its first right answer. */
    static Candidate start(Proxy proxy, Site site) throws IOException {
        Path folder = Files.createTempDirectory(site.folder(), proxy.name());
        int port = Site.freePort();
        ServerProcess process = ServerProcess.start(
                Cores.pinned(Cores.PROXY, proxy.prepare(site, folder, port)),
                folder,
                () -> Connections.get(port, "/1k"));
        return new Candidate(proxy, port, process);
    }
}
