// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that are run to their end. */
final class Commands {
    private Commands() {}

    /** The command with only the suite of TLS 1.3 that all of this uses, if it is one that uses OpenSSL. */
    static List<String> withSuite(Path folder, List<String> command) throws IOException {
        Path conf = Files.writeString(folder.resolve("client.cnf"), """
                openssl_conf = init
                [init]
                ssl_conf = ssl
                [ssl]
                system_default = default
                [default]
                Ciphersuites = TLS_AES_128_GCM_SHA256
                """);
        List<String> line = new ArrayList<>(List.of("env", "OPENSSL_CONF=" + conf));
        line.addAll(command);
        return line;
    }

    /** What it writes, errors included; another status than 0 is a failure. Its input is empty. */
    static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + text);
        }
        return text;
    }
}
