// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only way in which the loading of a configuration sees files. Called on the loading thread and on those of its workers. */
public interface FileSource {
    /**
     * The whole content of a file that may be at most so large.
     *
     * @param maxBytes a longer file fails, without having been read into memory
     * @throws IOException if there is no such file, it cannot be read, is not a regular file, or is larger
     */
    byte[] read(Path file, long maxBytes) throws IOException;

    /**
     * Whether every user of the machine may read, change or run a file; false where that cannot be told. For warnings only:
     * the file may be another one when it is read.
     */
    default boolean isOpenToOthers(Path file) {
        return false;
    }

    /**
     * A value that tells whether a file is still the same: as long as it is equal to one that was taken before the file was read, the
     * content is what was read then. Null if nobody can tell: there is no such file, or it was written so shortly ago that it may be
     * written again without a trace.
     */
    default @Nullable Object stamp(Path file) {
        return null;
    }

    /**
     * The regular files that match a pattern, sorted by path.
     *
     * @param base what a relative pattern is relative to
     * @param pattern with {@code /} between parts, {@code *} within one part and {@code **} over parts
     * @throws IOException if a folder cannot be listed; a folder that does not exist matches nothing
     */
    List<Path> glob(Path base, String pattern) throws IOException;
}
