// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.accesslog.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Opens what a configuration wants the access log written to. */
final class LogDestination {
    private LogDestination() {}

    /** The open destination; null if the access log is off. */
    static @Nullable OutputStream open(GatewayConfig config) throws UnusableException {
        AccessLogConfig wanted = config.accessLog();
        try {
            return wanted.kind() == AccessLogConfig.Kind.OFF ? null : LogFile.open(wanted);
        } catch (IOException e) {
            throw new UnusableException(config, e);
        }
    }

    /** The destination cannot be written to. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        UnusableException(GatewayConfig config, IOException cause) {
            super(cause);
            this.problem = new Problem(
                    Severity.ERROR,
                    Location.startOf(config.file().toString()),
                    "access_log.path",
                    "cannot write the access log to '" + config.accessLog().path() + "'",
                    String.valueOf(cause.getMessage()),
                    "a regular file in a folder that exists and may be written to, \"-\" or \"off\"",
                    "make the folder, or choose another path");
        }

        Problem problem() {
            return problem;
        }
    }
}
