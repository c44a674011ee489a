// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.core.log.WholeLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what access-log lines are written to. */
public final class LogFile {
    /** What is wrong with a path at which there is a folder, a FIFO or a device. */
    public static final String NO_FILE = "is not a regular file";

    private LogFile() {}

    /**
     * The stream of a destination other than {@code off}; the caller closes it. A file is appended to, and made if it does not exist.
     *
     * @throws IOException if the file cannot be opened for writing, or is not a regular file; never waits
     */
    public static OutputStream open(AccessLogConfig config) throws IOException {
        Path path = config.path();
        return path == null ? WholeLines.stdout() : append(path);
    }

    private static OutputStream append(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(NO_FILE); // opening a FIFO would wait for a reader
        }
        return WholeLines.appendTo(path);
    }
}
