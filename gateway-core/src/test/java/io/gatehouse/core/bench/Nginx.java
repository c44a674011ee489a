// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with a {@code server} block for each certificate. */
final class Nginx implements Contender {
    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public List<String> prepare(Farm farm, int count, Path folder, int port) throws IOException {
        StringBuilder text =
                new StringBuilder("""
                daemon off;
                worker_processes %d;
                pid %s/nginx.pid;
                error_log %s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  server_names_hash_max_size 524288;
                  ssl_protocols TLSv1.2 TLSv1.3;
                """.formatted(Runtime.getRuntime().availableProcessors(), folder, folder));
        for (String temporary : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            text.append("  %s_temp_path %s/%s;%n".formatted(temporary, folder, temporary));
        }
        for (int i = 0; i < count; i++) {
            text.append(
                    "  server { listen 127.0.0.1:%d ssl; server_name %s; ssl_certificate %s; ssl_certificate_key %s;"
                            .formatted(port, Farm.name(i), farm.cert(i), farm.key(i)));
            text.append(" return 302 https://elsewhere.test/; }\n");
        }
        Path conf = Files.writeString(folder.resolve("nginx.conf"), text.append("}\n"));
        return List.of("nginx", "-p", folder.toString(), "-e", folder + "/error.log", "-c", conf.toString());
    }

    @Override
    public String reloadSignal() {
        return "HUP";
    }

    @Override
    public boolean isJvm() {
        return false;
    }
}
