// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.config.FileFaults;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.core.accesslog.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens what a configuration wants the access log written to. */
public final class LogDestination {
    private static final String NO_FOLDER = "no such folder";

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

    /**
     * Warns of what {@link #open} would say, as far as that can be known while nothing is opened or made. No error, because who asks
     * may be another user, on another machine, or the files may not have come to their place yet.
     */
    public static void warn(GatewayConfig config, Problems problems) {
        foreseen(config).ifPresent(each -> problems.add(problems.placed(each).as(Severity.WARNING)));
    }

    private static Optional<Problem> foreseen(GatewayConfig config) {
        Path file = config.accessLog().path();
        if (file == null) {
            return Optional.empty();
        }
        String fault = Files.exists(file)
                ? faultOf(file)
                : faultOfFolder(file.toAbsolutePath().getParent());
        return fault.isEmpty() ? Optional.empty() : Optional.of(problem(config, fault));
    }

    private static String faultOf(Path file) {
        return Files.isRegularFile(file) ? writeFault(file) : LogFile.NO_FILE;
    }

    private static String faultOfFolder(@Nullable Path folder) {
        return folder != null && Files.isDirectory(folder) ? writeFault(folder) : NO_FOLDER;
    }

    /** Empty if it may be written to. */
    private static String writeFault(Path path) {
        try {
            path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
            return "";
        } catch (IOException e) {
            return reason(e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? NO_FOLDER : FileFaults.describe(e);
    }

    private static Problem problem(GatewayConfig config, String found) {
        return new Problem(
                Severity.ERROR,
                config.where(),
                "access_log.path",
                "cannot write the access log to '" + config.accessLog().path() + "'",
                found,
                "a regular file in a folder that exists and may be written to, \"-\" or \"off\"",
                "make the folder, let the user of the process write there, or choose another path");
    }

    /** The destination cannot be written to. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        UnusableException(GatewayConfig config, IOException cause) {
            super(cause);
            this.problem = LogDestination.problem(config, reason(cause));
        }

        Problem problem() {
            return problem;
        }
    }
}
