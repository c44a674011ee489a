// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What every nginx here has in its configuration: the proxy, the upstreams, and the one that answers by itself. */
final class NginxText {
    private NginxText() {}

    /**
     * Writes the configuration with these servers in its {@code http} block.
     *
     * @return the command that runs it in the foreground, with one worker
     */
    static List<String> write(String binary, Path folder, String servers) throws IOException {
        StringBuilder text = new StringBuilder("""
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 16384; }
                http {
                  access_log off;
                  sendfile on;
                  default_type text/plain;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  client_max_body_size 0;
                  ssl_protocols TLSv1.3;
                  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
                """.formatted(folder));
        if (Objects.equals(System.getProperty("user.name"), "root")) {
            text.insert(0, "user root;\n"); // else workers of root become somebody who may not read the folder
        }
        for (String temporary : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            text.append("  %1$s_temp_path %2$s/%1$s;%n".formatted(temporary, folder));
        }
        Path conf = Files.writeString(
                folder.resolve("nginx.conf"), text.append(servers).append("}\n"));
        return List.of(binary, "-p", folder.toString(), "-e", folder + "/error.log", "-c", conf.toString());
    }

    /** Locations that answer by themselves: 1 KiB at {@code prefix/1k}, and files of the folder {@code www}. */
    static String answers(Site site, String prefix) {
        return """
                location = %s/1k { return 200 "%s"; }
                location / { root %s/www; }
                """.formatted(prefix, "x".repeat(1024), site.folder());
    }
}
