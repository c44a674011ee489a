// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files that exist in memory only. */
final class MemoryFiles implements FileSource {
    private static final Pattern LINES = Pattern.compile("(?<=\n)");
    private static final String SEPARATOR = "#### ";

    final List<String> reads = Collections.synchronizedList(new ArrayList<>());
    private final TreeMap<Path, byte[]> files = new TreeMap<>();
    private final Set<Path> young = new HashSet<>();
    private boolean stamped;

    /** Splits a text at the lines {@code #### path}; what stands before the first is {@code conf/gateway.yaml}. */
    static MemoryFiles of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #of(String)}, for files that are not text. */
    static MemoryFiles of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // keeps every byte
        MemoryFiles files = new MemoryFiles();
        Path path = Path.of("conf/gateway.yaml");
        StringBuilder content = new StringBuilder();
        for (String line : LINES.splitAsStream(text).toList()) {
            if (line.startsWith(SEPARATOR)) {
                files.with(path, content.toString().getBytes(StandardCharsets.ISO_8859_1));
                path = Path.of("conf")
                        .resolve(line.substring(SEPARATOR.length()).strip().replace('\0', '_'));
                content.setLength(0);
            } else {
                content.append(line);
            }
        }
        return files.with(path, content.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    MemoryFiles with(Path path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    MemoryFiles with(Path path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** From now on the array that a file was written as is its stamp. */
    MemoryFiles stamped() {
        stamped = true;
        return this;
    }

    /** Has no stamp in any case. */
    MemoryFiles young(Path path) {
        young.add(path);
        return this;
    }

    @Override
    public @Nullable Object stamp(Path file) {
        return stamped && !young.contains(file) ? files.get(file) : null;
    }

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        reads.add(file.toString());
        byte[] content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        if (content.length > maxBytes) {
            throw new FileSystemException(file.toString(), null, "larger than " + maxBytes + " bytes");
        }
        return content;
    }

    @Override
    public List<Path> glob(Path base, String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + base.resolve(pattern));
        return files.keySet().stream().filter(matcher::matches).toList();
    }
}
