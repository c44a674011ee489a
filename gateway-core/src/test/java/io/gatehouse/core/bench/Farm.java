// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * Many certificates in files as users have them: EC P-256 leaves, each with its own name, each followed by the intermediate that
 * issued all of them; one file for the chain and one for the key. Kept for further runs while they are young.
 */
final class Farm {
    /** Which of them is replaced while a server runs. */
    static final int REPLACED = 7;

    private static final Duration OLDEST = Duration.ofDays(20); // they are valid for 30
    private static final int SPARES = 16;
    private static final int FILES_PER_FOLDER = 1_000;

    private final Path folder;
    private int spare;

    private Farm(Path folder) {
        this.folder = folder;
    }

    /** At least so many, made now if they are not there. */
    static Farm of(Path folder, int count) throws IOException {
        Farm farm = new Farm(folder.toAbsolutePath());
        Path made = farm.folder.resolve("made");
        if (!Files.exists(made)
                || Integer.parseInt(Files.readString(made).strip()) < count
                || Files.getLastModifiedTime(made)
                        .toInstant()
                        .isBefore(Instant.now().minus(OLDEST))) {
            Files.deleteIfExists(made);
            farm.make(count);
            Files.writeString(made, Integer.toString(count));
        }
        return farm;
    }

    static String name(int index) {
        return "c%06d.many.test".formatted(index);
    }

    Path cert(int index) {
        return file(index, ".crt");
    }

    Path key(int index) {
        return file(index, ".key");
    }

    /** Chain and key in one file, as HAProxy wants them. */
    Path both(int index) {
        return file(index, ".pem");
    }

    /** Gives one object another certificate and key, in one step for each file, as careful operators do; the key first. */
    void replace() throws IOException {
        do {
            spare = (spare + 1) % SPARES;
        } while (Files.mismatch(spare(spare, ".crt"), file(REPLACED, ".crt")) < 0); // left there by an earlier run
        for (String ending : new String[] {".key", ".crt", ".pem"}) {
            Path next = file(REPLACED, ending + ".next");
            Files.copy(spare(spare, ending), next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, file(REPLACED, ending), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void make(int count) throws IOException {
        TestCa ca = TestCa.create("many").intermediate("many issuing");
        for (int i = 0; i < count; i += FILES_PER_FOLDER) {
            Files.createDirectories(cert(i).getParent());
        }
        Files.createDirectories(spare(0, "").getParent());
        IntStream.range(0, count).parallel().forEach(i -> {
            TestIdentity identity = ca.server(name(i));
            write(cert(i), identity.chainPem());
            write(key(i), identity.legacyKeyPem());
            write(both(i), identity.chainPem() + identity.legacyKeyPem());
        });
        for (int i = 0; i < SPARES; i++) {
            TestIdentity identity = ca.server(name(REPLACED));
            write(spare(i, ".crt"), identity.chainPem());
            write(spare(i, ".key"), identity.legacyKeyPem());
            write(spare(i, ".pem"), identity.chainPem() + identity.legacyKeyPem());
        }
    }

    private Path file(int index, String ending) {
        return folder.resolve("%03d/%06d%s".formatted(index / FILES_PER_FOLDER, index, ending));
    }

    private Path spare(int number, String ending) {
        return folder.resolve("spare/%02d%s".formatted(number, ending));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
