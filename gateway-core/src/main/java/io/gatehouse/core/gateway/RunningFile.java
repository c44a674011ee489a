// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.AdminAnswer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code gateway.yaml} that this process runs: so that nobody reloads one process and means another, or has it load a file
 * of his own.
 */
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

    /**
     * The part of the way to a file, as it is written or as links lead, that belongs to somebody who could not have changed what runs:
     * neither root, nor the user of this process, nor an owner of a part of the way to the running file. Empty if there is none.
     *
     * @throws IOException if that cannot be told, as of a file that does not exist
     */
    Optional<Path> strangersPart(Path file) throws IOException {
        Set<Object> trusted =
                new HashSet<>(List.of(0, owner(Path.of("/proc/self").toRealPath())));
        for (Path part : way(gatewayYaml)) {
            trusted.add(owner(part));
        }
        for (Path part : way(file)) {
            if (!trusted.contains(owner(part))) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    private static Set<Path> way(Path file) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        for (Path end : List.of(file.toAbsolutePath(), file.toRealPath())) {
            for (Path part = end; part != null; part = part.getParent()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static Object owner(Path part) throws IOException {
        return Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS);
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
