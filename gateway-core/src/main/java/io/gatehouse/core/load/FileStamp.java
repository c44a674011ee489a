// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like from outside: as long as it does not change, nobody has to read the file again.
 *
 * @param size in bytes; -1 if there is no such file, or it cannot be looked at
 * @param modified when it was written last
 * @param key which file it is: device and inode, where there are such
 */
public record FileStamp(
        long size, @Nullable FileTime modified, @Nullable Object key) {
    private static final FileStamp NONE = new FileStamp(-1, null, null);

    /** The stamp of a file now; links are followed. Take it before reading: what is written later has another one. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }
}
