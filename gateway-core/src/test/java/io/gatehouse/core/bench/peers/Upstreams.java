// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import io.gatehouse.core.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx as the upstream of all proxies, in clear text, over TLS and over mTLS. */
final class Upstreams {
    private Upstreams() {}

    /** Starts it on the core of the load. */
    static ServerProcess start(Site site) throws IOException {
        Path folder = Files.createDirectory(site.folder().resolve("upstream"));
        String tls =
                "ssl_certificate %s; ssl_certificate_key %s;".formatted(site.cert("upstream"), site.key("upstream"));
        List<String> command = NginxText.write("nginx", folder, """
                server { listen 127.0.0.1:%d; %s }
                server { listen 127.0.0.1:%d ssl; %s %s }
                server { listen 127.0.0.1:%d ssl; %s ssl_client_certificate %s; ssl_verify_client on; %s }
                """.formatted(
                        site.httpPort(),
                        NginxText.answers(site, ""),
                        site.httpsPort(),
                        tls,
                        NginxText.answers(site, "/https"),
                        site.mtlsPort(),
                        tls,
                        site.ca(),
                        NginxText.answers(site, "/mtls")));
        return ServerProcess.start(site.cores().ofLoad(command), folder, () -> Connections.open(site.httpPort()));
    }
}
