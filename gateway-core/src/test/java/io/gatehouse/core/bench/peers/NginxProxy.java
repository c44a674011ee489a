// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * nginx with one worker, connections to upstreams kept, and its defaults for buffers.
 *
 * @param name as the tables call it
 * @param binary the command or its path
 */
record NginxProxy(String name, String binary) implements Proxy {
    @Override
    public List<String> prepare(Site site, Path folder, int port) throws IOException {
        return NginxText.write(
                binary,
                folder,
                """
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_set_header X-Real-IP $remote_addr;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto https;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Port $server_port;
                  proxy_set_header Client-Cert $ssl_client_escaped_cert;
                  proxy_ssl_protocols TLSv1.3;
                  proxy_ssl_verify on;
                  proxy_ssl_trusted_certificate %1$s;
                  proxy_ssl_server_name on;
                  proxy_ssl_name %2$s;
                """.formatted(site.ca(), Site.UPSTREAM)
                        + upstream("plain", site.httpPort())
                        + upstream("tls", site.httpsPort())
                        + upstream("mtls", site.mtlsPort())
                        + upstream("sink", site.sinkPort())
                        + server(site, port, Site.P256, "p256", "")
                        + server(site, port, Site.RSA, "rsa", "")
                        + server(site, port, Site.CLIENT, "p256", """
                    ssl_client_certificate %s; ssl_verify_client on;
                    """.formatted(site.ca())));
    }

    private static String upstream(String name, int port) {
        return "  upstream %s { server 127.0.0.1:%d; keepalive 320; keepalive_requests 1000000000; keepalive_timeout 1h; }%n"
                .formatted(name, port);
    }

    private static String server(Site site, int port, String name, String cert, String policy) {
        return """
                server {
                  listen 127.0.0.1:%d ssl; server_name %s; ssl_certificate %s; ssl_certificate_key %s; %s
                  location / { proxy_pass http://plain; }
                  location /https/ { proxy_pass https://tls; }
                  location /mtls/ { proxy_pass https://mtls; proxy_ssl_certificate %s; proxy_ssl_certificate_key %s; }
                  location /upload { proxy_pass http://sink; }
                }
                """.formatted(
                        port, name, site.cert(cert), site.key(cert), policy, site.cert("proxy"), site.key("proxy"));
    }
}
