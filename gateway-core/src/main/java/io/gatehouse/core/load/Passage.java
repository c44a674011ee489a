// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files through a source that may be another one for each load, for readers that remember what they have read. Any thread. */
final class Passage implements FileSource {
    private volatile FileSource source;

    Passage(FileSource source) {
        this.source = source;
    }

    /** From now on through this one; while nobody reads. */
    void passThrough(FileSource next) {
        source = next;
    }

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        return source.read(file, maxBytes);
    }

    @Override
    public boolean isOpenToOthers(Path file) {
        return source.isOpenToOthers(file);
    }

    @Override
    public @Nullable Object stamp(Path file) {
        return source.stamp(file);
    }

    @Override
    public List<Path> glob(Path base, String pattern) throws IOException {
        return source.glob(base, pattern);
    }
}
