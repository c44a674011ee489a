// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

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
        return start(proxy, site, site.cores()::ofProxy);
    }

    /** Starts it on both cores. */
    static Candidate startOnBoth(Proxy proxy, Site site) throws IOException {
        return start(proxy, site, site.cores()::ofBoth);
    }

    private static Candidate start(Proxy proxy, Site site, UnaryOperator<List<String>> pinned) throws IOException {
        Path folder = Files.createTempDirectory(site.folder(), proxy.name());
        int port = Site.freePort();
        List<String> command = pinned.apply(proxy.prepare(site, folder, port));
        ServerProcess process = ServerProcess.start(command, folder, () -> Connections.get(port, Site.P256, "/1k"));
        return new Candidate(proxy, port, process);
    }

    /** Fails if one of its names or upstreams does not answer with 200. */
    void check() throws IOException {
        Connections.get(port, Site.RSA, "/1k");
        Connections.get(port, Site.P256, "/1m");
        if (!proxy.direct()) {
            Connections.get(port, Site.P256, "/https/1k");
            Connections.get(port, Site.P256, "/mtls/1k");
        }
    }
}
