// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Finds what matches a pattern such as {@code ssls/*.yaml}.
 *
 * <p>Leading parts without {@code *} are walked to directly, and only what is below them is listed, no deeper than the
 * pattern reaches. Names that start with a dot do not match, as in a shell: editors and Kubernetes keep their own files
 * under such names. Whatever else matches is returned, a dangling link or a FIFO too, so that reading it fails loudly
 * instead of an object being left out silently.
 */
final class Glob {
    private static final int MAX_DEPTH = 16;

    private Glob() {}

    /**
     * What matches, sorted by path; nothing if the folder does not exist.
     *
     * @throws IOException if a folder cannot be listed, or nobody can tell whether it exists: behind a dangling link, or a folder that
     *     may not be entered
     */
    static List<Path> find(Path base, String pattern) throws IOException {
        Path parts = Path.of(pattern);
        Path folder = parts.isAbsolute() ? parts.getRoot() : base;
        int fixed = 0;
        while (fixed < parts.getNameCount() - 1 && isPlain(parts.getName(fixed).toString())) {
            folder = folder.resolve(parts.getName(fixed++));
        }
        Path existing = folder.toString().isEmpty() ? Path.of(".") : folder;
        if (!exists(existing)) {
            return List.of();
        }
        int depth = pattern.contains("**") ? MAX_DEPTH : parts.getNameCount() - fixed;
        String rest = parts.subpath(fixed, parts.getNameCount()).toString();
        List<Path> found = new ArrayList<>();
        for (Path match : depth == 1 ? list(existing, rest) : walk(existing, rest, depth)) {
            found.add(folder.resolve(match));
        }
        found.sort(null);
        return found;
    }

    /** False only for a folder that nobody has made: all that it held would be left out silently. */
    private static boolean exists(Path folder) throws IOException {
        try {
            if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                throw new IOException("not a folder");
            }
            return true;
        } catch (NoSuchFileException e) {
            Path part = folder;
            while (part != null && Files.notExists(part, LinkOption.NOFOLLOW_LINKS)) {
                part = part.getParent();
            }
            if (part != null && Files.notExists(part)) { // but as a link
                throw new IOException("the link " + part + " leads nowhere", e);
            }
            return false;
        }
    }

    /** Matches in a folder, by name alone: there may be 100,000 other files beside them, and nobody needs to look at those. */
    private static List<Path> list(Path folder, String name) throws IOException {
        Pattern pattern = GlobPattern.compile(name);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!isHidden(entry) && pattern.matches(entry.getFileName().toString())) {
                    found.add(entry.getFileName());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Matches below a folder, relative to it. */
    private static List<Path> walk(Path folder, String rest, int depth) throws IOException {
        Pattern pattern = GlobPattern.compile(rest);
        List<Path> found = new ArrayList<>();
        SimpleFileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(folder) && isHidden(directory);
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = folder.relativize(file);
                if (attributes.isSymbolicLink() && mayLeadToMatches(relative, Path.of(rest))) {
                    throw new IOException("the link " + file + " leads nowhere");
                }
                if (!isHidden(file) && pattern.matches(relative.toString())) {
                    found.add(relative);
                }
                return FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
        return found;
    }

    /** Whether a link that leads nowhere was a folder to look into. Below {@code **} every link might be, and most are something else. */
    private static boolean mayLeadToMatches(Path link, Path pattern) {
        int depth = link.getNameCount();
        return depth < pattern.getNameCount()
                && !pattern.toString().contains("**")
                && !isHidden(link)
                && GlobPattern.compile(pattern.subpath(0, depth).toString()).matches(link.toString());
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static boolean isPlain(String part) {
        for (int i = 0; i < part.length(); i++) {
            if ("*?[{\\".indexOf(part.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
