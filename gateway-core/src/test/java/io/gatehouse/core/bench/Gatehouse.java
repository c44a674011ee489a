// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The jar, started by {@code scripts/gatehouse} with the options that users get. */
final class Gatehouse implements Contender {
    private static final int OBJECTS_PER_FILE = 4_000;

    private final Path launcher;

    Gatehouse(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public String name() {
        return "gatehouse";
    }

    @Override
    public List<String> prepare(Farm farm, int count, Path folder, int port) throws IOException {
        Path yaml = folder.resolve("gateway.yaml");
        Files.writeString(yaml, """
                listeners:
                  - {address: "127.0.0.1:%d", protocol: https}
                access_log: {path: "off"}
                routes:
                  - {id: all, uri: "/*", plugins: {redirect: {uri: "https://elsewhere.test/"}}}
                """.formatted(port));
        Files.createDirectories(folder.resolve("ssls"));
        for (int from = 0; from < count; from += OBJECTS_PER_FILE) {
            StringBuilder text = new StringBuilder("ssls:\n");
            for (int i = from; i < Math.min(count, from + OBJECTS_PER_FILE); i++) {
                text.append("""
                          - id: c%06d
                            sni: %s
                            cert: %s
                            key: %s
                        """.formatted(i, Farm.name(i), farm.cert(i), farm.key(i)));
            }
            Files.writeString(folder.resolve("ssls/part-%06d.yaml".formatted(from)), text);
        }
        return List.of(launcher.toString(), "run", "--config", yaml.toString());
    }

    @Override
    public String reloadSignal() {
        return "HUP";
    }

    @Override
    public boolean isJvm() {
        return true;
    }
}
