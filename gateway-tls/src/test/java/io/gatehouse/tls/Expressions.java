// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.PathRegexes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Expressions for paths, from a configuration: there is no other way to them. */
final class Expressions {
    private static final String CONFIG = """
            listeners: [{address: "127.0.0.1:0", protocol: https}]
            ssls: [{sni: a.test, cert: a.crt, key: a.key, client: {ca: ca.crt, skip_mtls_uri_regex: ['%s']}}]
            """;

    private Expressions() {}

    static PathRegexes of(Collection<String> texts) {
        if (texts.isEmpty()) {
            return PathRegexes.NONE;
        }
        FileSource file = new FileSource() {
            @Override
            public byte[] read(Path path, long maxBytes) {
                return CONFIG.formatted(String.join("', '", texts)).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public List<Path> glob(Path base, String pattern) {
                return List.of();
            }
        };
        return new ConfigReader(file, variable -> null)
                .read(Path.of("gateway.yaml"))
                .config()
                .orElseThrow()
                .ssls()
                .get(0)
                .client()
                .orElseThrow()
                .skip();
    }
}
