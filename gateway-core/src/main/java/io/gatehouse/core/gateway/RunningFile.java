// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.AdminAnswer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The {@code gateway.yaml} that this process runs: so that nobody reloads one process and means another. */
final class RunningFile {
    private final Path gatewayYaml;

    RunningFile(Path gatewayYaml) {
        this.gatewayYaml = gatewayYaml;
    }

    /** Whether a path names this file, as this process sees it. Looks at the disk. */
    boolean is(String path) {
        try {
            return Files.isSameFile(Path.of(path), gatewayYaml);
        } catch (IOException | InvalidPathException e) {
            return false; // what this process cannot see it does not run
        }
    }

    /** The answer to whoever means another one. */
    AdminAnswer isAnother() {
        return AdminAnswer.json(HttpResponseStatus.CONFLICT, json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", false);
            json.writeStringField("result", "another_file");
            json.writeStringField("config", gatewayYaml.toAbsolutePath().toString());
            json.writeEndObject();
        });
    }
}
