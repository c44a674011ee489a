// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a file looks like from outside: as long as it does not change, nobody has to read the file again.
 *
 * @param size in bytes; -1 if there is no such file, or it cannot be looked at
 * @param changedNanos when its content, owner or mode was changed last, since 1970, which no program can set back; where that is not
 *     known, when it was written last
 * @param device with {@code inode}, which file it is, through links; 0 where that is not known
 */
public record FileStamp(long size, long changedNanos, long device, long inode) {
    private static final FileStamp NONE = new FileStamp(-1, 0, 0, 0);

    /** Each name more takes longer, and there may be a hundred thousand files. */
    private static final String UNIX = "unix:size,ctime,dev,ino";

    /** Coarser than the time stamps of any file system in use. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The stamp of a file now; links are followed. Take it before reading: what is written later has another one. */
    public static FileStamp of(Path file) {
        try {
            return unix(Files.readAttributes(file, UNIX));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return basic(file);
        } catch (IOException e) {
            return NONE;
        }
    }

    /**
     * Whether a change from now on would show: the time stamps of file systems are coarse, and two changes in the same tick look like
     * one.
     */
    boolean isSettled(long nowMillis) {
        return size >= 0 && TimeUnit.MILLISECONDS.toNanos(nowMillis) - changedNanos > SETTLED_NANOS;
    }

    private static FileStamp unix(Map<String, Object> attributes) {
        return new FileStamp(
                number(attributes, "size"),
                time(attributes, "ctime"),
                number(attributes, "dev"),
                number(attributes, "ino"));
    }

    private static FileStamp basic(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), 0, 0);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static long time(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
    }
}
