// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The same answers over TLS by the upstream's own nginx: what is left when nothing is proxied. */
record DirectAnswers() implements Proxy {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public List<String> prepare(Site site, Path folder, int port) throws IOException {
        String verify = "ssl_client_certificate %s; ssl_verify_client on;".formatted(site.ca());
        return NginxText.write(
                "nginx",
                folder,
                server(site, port, Site.P256, "p256", "")
                        + server(site, port, Site.RSA, "rsa", "")
                        + server(site, port, Site.CLIENT, "p256", verify));
    }

    private static String server(Site site, int port, String name, String cert, String policy) {
        return "server { listen 127.0.0.1:%d ssl; server_name %s; ssl_certificate %s; ssl_certificate_key %s; %s%n%s}%n"
                .formatted(port, name, site.cert(cert), site.key(cert), policy, NginxText.answers(site, ""));
    }
}
