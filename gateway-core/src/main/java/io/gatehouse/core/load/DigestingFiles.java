// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.FileSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Passes files on and remembers, as one digest, what their names and contents were. One load each. */
final class DigestingFiles implements FileSource {
    private final FileSource files;
    private final MessageDigest digest = sha256();

    DigestingFiles(FileSource files) {
        this.files = files;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return digested(file, files.read(file));
    }

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        return digested(file, files.read(file, maxBytes));
    }

    @Override
    public boolean isOpenToOthers(Path file) {
        return files.isOpenToOthers(file);
    }

    @Override
    public List<Path> glob(Path base, String pattern) throws IOException {
        return files.glob(base, pattern);
    }

    /** The digest of everything read so far; starts anew. */
    byte[] digest() {
        synchronized (digest) {
            return digest.digest();
        }
    }

    private byte[] digested(Path file, byte[] content) {
        synchronized (digest) {
            digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(content);
        }
        return content;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
