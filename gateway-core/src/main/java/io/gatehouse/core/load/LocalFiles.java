// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.FileFaults;
import io.gatehouse.config.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of this machine. Regular files only: what is not one (a folder, a FIFO, a device) is refused before it is
 * opened, because opening a FIFO waits for a writer and reading a device may never end. What says that it has no byte is not
 * opened either: it has none, or is made by the kernel, such as {@code /proc/kmsg}, and may wait too. Links are followed.
 *
 * <p>The messages of failures say what is wrong without the path, which the caller knows.
 */
public final class LocalFiles implements FileSource {
    private static final int SMALL = 64 << 10;

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final Clock clock;

    /** By the clock of the machine. */
    public LocalFiles() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells how young a file is. */
    public LocalFiles(Clock clock) {
        this.clock = clock;
    }

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException(attributes.isDirectory() ? "is a directory" : "is not a regular file");
            }
            return attributes.size() == 0 ? new byte[0] : content(file, attributes.size(), maxBytes);
        } catch (FileSystemException e) {
            throw new IOException(FileFaults.describe(e), e);
        }
    }

    @Override
    public boolean isOpenToOthers(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return false;
        }
        try {
            return view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return false; // reading it will say why
        }
    }

    @Override
    public @Nullable Object stamp(Path file) {
        FileStamp stamp = FileStamp.of(file);
        return stamp.isSettled(clock.millis()) ? stamp : null;
    }

    @Override
    public List<Path> glob(Path base, String pattern) throws IOException {
        return Glob.find(base, pattern);
    }

    /** Most files are small and do not grow while they are read: one buffer of their size, of which no copy is made. */
    private static byte[] content(Path file, long size, long maxBytes) throws IOException {
        if (size <= maxBytes) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] start = new byte[(int) Math.min(size, SMALL)];
                int length = in.readNBytes(start, 0, start.length);
                int next = length < start.length ? -1 : in.read();
                if (next < 0) {
                    return length == start.length ? start : Arrays.copyOf(start, length);
                }
                long most = Math.min(maxBytes - length, Integer.MAX_VALUE - 8L - length); // may be growing
                byte[] rest = in.readNBytes((int) most);
                if (rest.length < most) {
                    byte[] all = Arrays.copyOf(start, length + 1 + rest.length);
                    all[length] = (byte) next;
                    System.arraycopy(rest, 0, all, length + 1, rest.length);
                    return all;
                }
            }
        }
        throw new IOException("is larger than " + maxBytes + " bytes");
    }
}
