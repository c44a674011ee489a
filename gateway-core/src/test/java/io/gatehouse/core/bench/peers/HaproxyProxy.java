// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy with one thread, and connections to upstreams kept and shared.
 *
 * @param name as the tables call it
 * @param binary the command or its path
 */
record HaproxyProxy(String name, String binary) implements Proxy {
    @Override
    public List<String> prepare(Site site, Path folder, int port) throws IOException {
        Path list = Files.writeString(folder.resolve("crt-list"), """
                %1$s %3$s
                %2$s %4$s
                %1$s [verify required ca-file %6$s] %5$s
                """.formatted(
                        site.both("p256"), site.both("rsa"), Site.P256, Site.RSA, Site.CLIENT, site.ca()));
        String verify = "ssl verify required ca-file %s sni str(%s) verifyhost %2$s ssl-min-ver TLSv1.3"
                .formatted(site.ca(), Site.UPSTREAM);
        Path conf = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 12000
                  no strict-limits
                  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
                defaults
                  mode http
                  timeout client 1h
                  timeout server 1h
                  timeout connect 5s
                  timeout http-keep-alive 1h
                  http-reuse always
                frontend tls
                  bind 127.0.0.1:%1$d ssl crt-list %2$s ssl-min-ver TLSv1.3
                  option forwardfor
                  http-request set-header X-Real-IP %%[src]
                  http-request set-header X-Forwarded-Proto https
                  http-request set-header X-Forwarded-Host %%[req.hdr(host)]
                  http-request set-header X-Forwarded-Port %%[dst_port]
                  http-request set-header Client-Cert :%%[ssl_c_der,base64]: if { ssl_c_used }
                  use_backend tls if { path_beg /https/ }
                  use_backend mtls if { path_beg /mtls/ }
                  use_backend sink if { path /upload }
                  default_backend plain
                backend plain
                  server u 127.0.0.1:%3$d pool-max-conn 320
                backend tls
                  server u 127.0.0.1:%4$d pool-max-conn 320 %7$s
                backend mtls
                  server u 127.0.0.1:%5$d pool-max-conn 320 %7$s crt %8$s
                backend sink
                  server u 127.0.0.1:%6$d pool-max-conn 320
                """.formatted(
                        port,
                        list,
                        site.httpPort(),
                        site.httpsPort(),
                        site.mtlsPort(),
                        site.sinkPort(),
                        verify,
                        site.both("proxy")));
        return List.of(binary, "-f", conf.toString());
    }
}
