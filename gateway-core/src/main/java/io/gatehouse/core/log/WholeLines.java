// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines so that each stands whole and by itself. What is left of a line that broke off, as on a disk that is full, is written
 * before anything else; lines that did not begin are lost, and counted in the exception.
 *
 * <p>Any thread; one waits for the other. Threads that write must not be interrupted: that would close the channel.
 */
public final class WholeLines extends OutputStream {
    private static final long FULL_PIPE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final byte[] NOTHING = {};
    private static final byte[] END = {'\n'};
    private static final WholeLines STDOUT = new WholeLines(new FileOutputStream(FileDescriptor.out).getChannel());

    private final WritableByteChannel channel;

    /** Tells the file from others, whatever its name; null if it is none. */
    private final @Nullable Object file;

    /** What stands in the file, looked at before the first write. */
    private @Nullable SeekableByteChannel before;

    private byte[] rest = NOTHING; // of a line that broke off

    /** Writes to a channel, which is closed with it. */
    public WholeLines(WritableByteChannel channel) {
        this(channel, null, null);
    }

    private WholeLines(WritableByteChannel channel, @Nullable Object file, @Nullable SeekableByteChannel before) {
        this.channel = channel;
        this.file = file;
        this.before = before;
    }

    /**
     * Appends to a file, which is made if it does not exist. If its last line has no end, as after a crash, the next one
     * begins on a line of its own, unless the file may not be read.
     */
    public static WholeLines appendTo(Path file) throws IOException {
        WritableByteChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return new WholeLines(channel, key, Files.isReadable(file) ? Files.newByteChannel(file) : null);
    }

    /** Standard output of the process: the same for all, and never closed. */
    public static OutputStream stdout() {
        return new Unclosed(STDOUT);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /**
     * Writes whole lines.
     *
     * @throws LostException if not all of them could be written
     */
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(bytes, offset, length);
        try {
            beginLine();
            writeRest();
            writeAll(lines);
        } catch (IOException e) {
            if (lines.position() > offset) {
                keepRest(lines);
            }
            throw new LostException(countLines(lines), e);
        }
    }

    /** Goes on where the one before stopped, if it wrote to the same file: what is left of its last line is written here. */
    public synchronized void goOnFrom(WholeLines previous) {
        if (file != null && file.equals(previous.file)) {
            rest = previous.takeRest();
        }
    }

    private synchronized byte[] takeRest() {
        byte[] taken = rest;
        rest = NOTHING;
        return taken;
    }

    /** Looks at what stands in the file now, not only before the first write: for whoever knows that nobody else writes there any more. */
    @Override
    public synchronized void flush() throws IOException {
        beginLine();
    }

    /** Tries once more to write what is left. */
    @Override
    public synchronized void close() throws IOException {
        try (channel) {
            beginLine();
            writeRest();
        } catch (IOException e) {
            throw new LostException(rest.length > 1 ? 1 : 0, e); // the end alone is no line
        }
    }

    private void beginLine() throws IOException {
        if (before == null) {
            return;
        }
        try (SeekableByteChannel file = before) {
            before = null;
            ByteBuffer last = ByteBuffer.allocate(1);
            long size = file.size();
            if (rest.length == 0 && size > 0 && file.position(size - 1).read(last) == 1 && last.get(0) != '\n') {
                rest = END;
            }
        }
    }

    private void writeRest() throws IOException {
        ByteBuffer left = ByteBuffer.wrap(rest);
        try {
            writeAll(left);
        } finally {
            rest = left.hasRemaining() ? Arrays.copyOfRange(rest, left.position(), left.limit()) : NOTHING;
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                LockSupport.parkNanos(FULL_PIPE_NANOS); // whoever made it wants no write to wait, but we can
            }
        }
    }

    /** Takes what belongs to the line that was begun. */
    private void keepRest(ByteBuffer lines) {
        int from = lines.position();
        while (lines.get(lines.position() - 1) != '\n' && lines.hasRemaining()) {
            lines.get();
        }
        rest = new byte[lines.position() - from];
        lines.get(from, rest);
    }

    private static int countLines(ByteBuffer lines) {
        int count = 0;
        while (lines.hasRemaining()) {
            count += lines.get() == '\n' ? 1 : 0;
        }
        return count;
    }

    /** Some lines could not be written. */
    public static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        private final int lines;

        LostException(int lines, IOException cause) {
            super(cause.getMessage(), cause);
            this.lines = lines;
        }

        /** How many: without one that broke off, whose rest is kept. */
        public int lines() {
            return lines;
        }
    }

    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            // others go on with it
        }
    }
}
