// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.load.LocalFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the admin listener of a running gateway is. */
final class AdminAddress {
    private static final Pattern HOST_PORT = Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}");

    private AdminAddress() {}

    /**
     * The address as {@code host:port}.
     *
     * @param given by {@code --admin}; null for that of the configuration, which may have faults elsewhere
     * @throws UnknownException if neither says it, or what is given is no address
     */
    static String of(@Nullable String given, Path gatewayYaml) throws UnknownException {
        if (given != null && !HOST_PORT.matcher(given).matches()) {
            throw new UnknownException("'" + given + "' is no address such as 127.0.0.1:9901");
        }
        if (given != null) {
            return given;
        }
        Optional<GatewayConfig> draft = new ConfigReader(new WithoutResources(new LocalFiles()), System::getenv)
                .read(gatewayYaml)
                .draft();
        if (draft.isEmpty()) {
            throw new UnknownException("'" + gatewayYaml + "' cannot be read as a configuration");
        }
        AdminConfig admin = draft.get().admin();
        if (!admin.enabled()) {
            throw new UnknownException(
                    "'" + gatewayYaml + "' says admin: off, so a gateway that runs it cannot be asked");
        }
        if (admin.port() == 0) {
            throw new UnknownException("'" + gatewayYaml + "' leaves the port to the system (" + admin.address()
                    + "); the gateway's log says it behind 'listening ADMIN'");
        }
        return admin.address();
    }

    /** No file but the one that is named: the others say nothing of the admin listener. */
    private record WithoutResources(FileSource files) implements FileSource {
        @Override
        public byte[] read(Path file, long maxBytes) throws IOException {
            return files.read(file, maxBytes);
        }

        @Override
        public List<Path> glob(Path base, String pattern) {
            return List.of();
        }
    }

    /** Nobody says where the admin listener is. */
    static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownException(String why) {
            super(
                    "where is the running gateway? " + why + "; --admin HOST:PORT names its admin listener",
                    null,
                    false,
                    false);
        }
    }
}
