// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.accesslog;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.core.log.WholeLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens what access-log lines are written to. */
public final class LogFile {
    /** What is said of a path that is something else. */
    public static final String NOT_REGULAR = "is not a regular file";

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
        if (Files.exists(path)
                && !Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException(NOT_REGULAR); // opening a FIFO would wait for a reader
        }
        return WholeLines.appendTo(path);
    }
}
