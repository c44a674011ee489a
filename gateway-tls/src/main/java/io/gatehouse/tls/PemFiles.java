// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.FileFaults;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The PEM texts of one load. Each file is read once and each certificate parsed once, however many fields name it, so that a file
 * replaced half-way cannot give one object the old and another the new content. Loading thread.
 */
final class PemFiles implements AutoCloseable {
    private final FileSource files;
    private final KnownCertificates known;
    private final Map<Path, Content> contents = new HashMap<>();

    PemFiles(FileSource files) {
        this(files, new KnownCertificates());
    }

    /** {@code known}: intermediates that need not be parsed again. */
    PemFiles(FileSource files, KnownCertificates known) {
        this.files = files;
        this.known = known;
    }

    /** The blocks of a field's text, at least one; empty if it cannot be read, which is reported. */
    List<PemBlock> blocks(PemSource source, Problems problems) {
        Content content = content(source);
        return report(source, content, problems) ? content.blocks : List.of();
    }

    /** The certificates of a field's text, at least one; empty if there is a fault, which is reported. */
    List<X509Certificate> certificates(PemSource source, Problems problems) {
        Content content = content(source);
        if (!report(source, content, problems)) {
            return List.of();
        }
        List<X509Certificate> found = content.certificates(known);
        if (!report(source, content, problems)) {
            return List.of();
        }
        if (found.isEmpty()) {
            problems.error(
                    source.where(),
                    source.field(),
                    "no certificate",
                    name(source) + ": " + labels(content.blocks),
                    "at least one block CERTIFICATE",
                    "name the file that holds the certificate");
        }
        return found;
    }

    /** What follows the leaf of a chain; the same instance for all chains in which it is the same. */
    List<X509Certificate> issuers(List<X509Certificate> chain) {
        return known.chain(chain.subList(1, chain.size()));
    }

    /** How messages name a field's text: the file, or where the text came from. */
    static String name(PemSource source) {
        if (source instanceof PemSource.File file) {
            return file.path().toString();
        }
        return ((PemSource.Inline) source).origin();
    }

    /** What a text holds, for messages. */
    static String labels(List<PemBlock> blocks) {
        return "it holds "
                + String.join(
                        ", ", blocks.stream().map(PemBlock::label).distinct().toList());
    }

    /** Warns if the file of a private key is everybody's. */
    void warnIfOpenToOthers(PemSource source, Problems problems) {
        if (source instanceof PemSource.File file && files.isOpenToOthers(file.path())) {
            problems.add(TlsLint.KEY_FILE_OPEN.at(
                    source,
                    "private key is open to every user of the machine",
                    "the mode of " + file.path() + " gives others a right",
                    "a key for its owner, or for its owner and one group",
                    "chmod o= " + file.path()));
        }
    }

    /** Overwrites everything that was read: keys among it are needed in their parsed form only. */
    @Override
    public void close() {
        contents.values().forEach(each -> each.blocks.forEach(PemBlock::erase));
    }

    private static boolean report(PemSource source, Content content, Problems problems) {
        PemFault fault = content.fault;
        if (fault == null) {
            return true;
        }
        report(source, fault, problems);
        return false;
    }

    /** Reports a fault of a text at the field that names it. */
    static void report(PemSource source, PemFault fault, Problems problems) {
        report(source, fault, "PEM cannot be read", problems);
    }

    /** The same with other words for what failed. */
    static void report(PemSource source, PemFault fault, String message, Problems problems) {
        String place = fault.line() == 0 ? name(source) : name(source) + ":" + fault.line();
        problems.error(
                source.where(),
                source.field(),
                message,
                place + ": " + fault.found(),
                fault.expected(),
                fault.remedy());
    }

    private Content content(PemSource source) {
        if (source instanceof PemSource.File file) {
            return contents.computeIfAbsent(file.path(), this::read);
        }
        return Content.of(((PemSource.Inline) source).text().getBytes(StandardCharsets.UTF_8));
    }

    private Content read(Path path) {
        try {
            return Content.of(files.read(path, PemReader.MAX_BYTES));
        } catch (IOException e) {
            return Content.unreadable(e);
        }
    }

    /** A text that was read, or why not. */
    private static final class Content {
        private List<PemBlock> blocks = List.of();
        private @Nullable List<X509Certificate> certificates;
        private @Nullable PemFault fault;

        static Content of(byte[] bytes) {
            Content content = new Content();
            try {
                content.blocks = PemReader.read(bytes);
            } catch (PemFault e) {
                content.fault = e;
            }
            return content;
        }

        static Content unreadable(IOException e) {
            Content content = new Content();
            content.fault = new PemFault(
                    0,
                    FileFaults.describe(e),
                    "a readable PEM file of at most 1 MiB",
                    "correct the path, or the file and its permissions");
            return content;
        }

        List<X509Certificate> certificates(KnownCertificates known) {
            List<X509Certificate> parsed = certificates;
            if (parsed == null) {
                parsed = List.of();
                try {
                    parsed = List.copyOf(Certificates.of(blocks, known));
                } catch (PemFault e) {
                    fault = e;
                }
                certificates = parsed;
            }
            return parsed;
        }
    }
}
