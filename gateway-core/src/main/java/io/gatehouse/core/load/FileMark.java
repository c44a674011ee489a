// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from another one under its name: {@link FileStamp}, and where links lead. Certificates are renewed by turning a
 * link, as by Kubernetes, and inodes are used again.
 *
 * @param target the real path, if the file itself is a link; null if it is none, or leads nowhere
 */
record FileMark(@Nullable Path target, FileStamp stamp) {
    /** The mark of a file now. */
    static FileMark of(Path file) {
        return new FileMark(Files.isSymbolicLink(file) ? realPath(file) : null, FileStamp.of(file));
    }

    private static @Nullable Path realPath(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }
}
