// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Passes files on and remembers what they looked like from outside before they were read, and what patterns matched. So it can be
 * told later, without reading anything, whether a load would see the same. One load each.
 */
public final class SeenFiles implements FileSource {
    private final FileSource files = new LocalFiles();
    private final Map<Path, FileMark> marks = new ConcurrentHashMap<>();
    private final Map<Pattern, List<Path>> matches = new ConcurrentHashMap<>();

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        marks.computeIfAbsent(file, FileMark::of);
        return files.read(file, maxBytes);
    }

    @Override
    public boolean isOpenToOthers(Path file) {
        return files.isOpenToOthers(file);
    }

    @Override
    public @Nullable Object stamp(Path file) {
        marks.computeIfAbsent(file, FileMark::of);
        return files.stamp(file);
    }

    @Override
    public List<Path> glob(Path base, String pattern) throws IOException {
        List<Path> found = files.glob(base, pattern);
        matches.put(new Pattern(base, pattern), found);
        return found;
    }

    /** What the load saw. */
    public View then() {
        return new View(Map.copyOf(marks), Map.copyOf(matches));
    }

    /** The same files and patterns as they are now. */
    public View now() {
        Map<Path, FileMark> marksNow = new HashMap<>(2 * marks.size());
        marks.keySet().forEach(file -> marksNow.put(file, FileMark.of(file)));
        Map<Pattern, List<Path>> matchesNow = new HashMap<>();
        matches.keySet().forEach(each -> matchesNow.put(each, find(each)));
        return new View(marksNow, matchesNow);
    }

    /** A folder that cannot be listed matches nothing: what matched before is missing then. */
    private List<Path> find(Pattern pattern) {
        try {
            return files.glob(pattern.base(), pattern.text());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A pattern of {@code resources}. */
    record Pattern(Path base, String text) {}

    /** What files look like at one time; equal if nothing happened. */
    public record View(Map<Path, FileMark> marks, Map<Pattern, List<Path>> matches) {
        /** Patterns that match nothing, but then did match what was read; sorted. */
        public List<String> emptiedSince(View then) {
            return then.matches.entrySet().stream()
                    .filter(each -> each.getValue().stream().anyMatch(then.marks::containsKey))
                    .map(Map.Entry::getKey)
                    .filter(pattern ->
                            matches.getOrDefault(pattern, List.of()).isEmpty() && matches.containsKey(pattern))
                    .map(Pattern::text)
                    .sorted()
                    .toList();
        }
    }
}
