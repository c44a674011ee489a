// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.FileFaults;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The CRLs of one load: PEM with any number of them, or one in DER form. Each file is read and parsed once. Loading thread. */
final class CrlFiles {
    /** Longest file that is read: about a million entries. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final String LABEL = "X509 CRL";
    private static final int DER_SEQUENCE = 0x30;

    private final FileSource files;
    private final Map<Path, Content> contents = new HashMap<>();

    CrlFiles(FileSource files) {
        this.files = files;
    }

    /**
     * A CRL as it was found.
     *
     * @param place the file, with the line in PEM
     * @param digest SHA-256 of its DER form, hex
     */
    record Block(X509CRL crl, String place, String digest) {}

    /** The CRLs of a field, at least one; empty if there is a fault, which is reported. */
    List<Block> blocks(PemSource source, Problems problems) {
        String name = PemFiles.name(source);
        Content content;
        if (source instanceof PemSource.File file) {
            content = contents.computeIfAbsent(file.path(), path -> read(path, name));
        } else {
            content = of(((PemSource.Inline) source).text().getBytes(StandardCharsets.UTF_8), name);
        }
        if (content.fault != null) {
            PemFiles.report(source, content.fault, "CRL cannot be read", problems);
        }
        return content.blocks;
    }

    private Content read(Path path, String name) {
        try {
            return of(files.read(path, MAX_BYTES), name);
        } catch (IOException e) {
            return new Content(
                    List.of(),
                    new PemFault(
                            0,
                            FileFaults.describe(e),
                            "a readable file of at most 64 MiB with CRLs",
                            "correct the path, or the file and its permissions"));
        }
    }

    private static Content of(byte[] bytes, String name) {
        try {
            if (bytes.length > 0 && bytes[0] == DER_SEQUENCE) {
                return new Content(List.of(block(bytes, name, 0)), null);
            }
            List<Block> blocks = new ArrayList<>();
            List<PemBlock> pem = blocks(bytes);
            for (PemBlock each : pem) {
                if (each.label().equals(LABEL)) {
                    blocks.add(block(each.der(), name + ":" + each.line(), each.line()));
                }
            }
            if (blocks.isEmpty()) {
                throw new PemFault(
                        0, PemFiles.labels(pem), "at least one block " + LABEL, "name the file that holds the CRL");
            }
            return new Content(List.copyOf(blocks), null);
        } catch (PemFault e) {
            return new Content(List.of(), e);
        }
    }

    private static List<PemBlock> blocks(byte[] bytes) throws PemFault {
        try {
            return PemReader.read(bytes);
        } catch (PemFault e) {
            if (e.line() > 0) {
                throw e;
            }
            throw new PemFault(
                    0,
                    e.found(),
                    "CRLs in PEM form, or one in DER form",
                    "name the file that holds the CRL, or fetch it again");
        }
    }

    private static Block block(byte[] der, String place, int line) throws PemFault {
        try {
            return new Block(CrlRules.parse(der), place, Sha256.plain(der));
        } catch (CRLException e) {
            throw new PemFault(
                    line,
                    "no readable X.509 CRL",
                    "a CRL in PEM or DER form",
                    "copy the file again, or issue the CRL anew");
        }
    }

    /** What a file holds, or why not. */
    private record Content(List<Block> blocks, @Nullable PemFault fault) {}
}
