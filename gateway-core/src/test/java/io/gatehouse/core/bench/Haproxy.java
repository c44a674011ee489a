// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy with a {@code crt-list}, as master and worker, reloaded by its signal. */
final class Haproxy implements Contender {
    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public List<String> prepare(Farm farm, int count, Path folder, int port) throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < count; i++) {
            list.append(farm.both(i)).append(' ').append(Farm.name(i)).append('\n');
        }
        Files.writeString(folder.resolve("crt-list"), list);
        Path conf = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  nbthread %d
                  maxconn 4096
                defaults
                  mode http
                  timeout client 30s
                  timeout server 30s
                  timeout connect 5s
                frontend tls
                  bind 127.0.0.1:%d ssl crt-list %s/crt-list strict-sni ssl-min-ver TLSv1.2
                  http-request redirect location https://elsewhere.test/
                """.formatted(
                        Runtime.getRuntime().availableProcessors(), port, folder));
        return List.of("haproxy", "-W", "-f", conf.toString());
    }

    @Override
    public String reloadSignal() {
        return "USR2";
    }

    @Override
    public boolean isJvm() {
        return false;
    }
}
