// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.load.LocalFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the admin listener of a running gateway is. */
final class AdminAddress {
    private AdminAddress() {}

    /**
     * The address as {@code host:port}.
     *
     * @param given by {@code --admin}; null for that of the configuration, which may have faults elsewhere
     * @throws UnknownException if neither says it
     */
    static String of(@Nullable String given, Path gatewayYaml) throws UnknownException {
        if (given != null) {
            return given;
        }
        Optional<GatewayConfig> draft = new ConfigReader(new LocalFiles(), System::getenv)
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
