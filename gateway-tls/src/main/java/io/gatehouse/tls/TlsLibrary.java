// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** BoringSSL, as the netty-tcnative library brings it. The JDK's own TLS never takes its place. */
public final class TlsLibrary {
    private TlsLibrary() {}

    /**
     * Returns if handshakes are possible.
     *
     * @throws TlsUnavailableException if the native library did not load
     */
    public static void ensureAvailable() throws TlsUnavailableException {
        if (!OpenSsl.isAvailable()) {
            Throwable cause = OpenSsl.unavailabilityCause();
            String directory = PlatformDependent.tmpdir().getPath();
            String workdir = System.getProperty("io.netty.native.workdir", directory);
            throw new TlsUnavailableException(
                    diagnose(cause, System.getProperty("os.name", ""), System.getProperty("os.arch", ""), workdir),
                    cause);
        }
    }

    /** Name and version of the library, such as {@code BoringSSL}. */
    public static String version() {
        return OpenSsl.isAvailable() ? String.valueOf(OpenSsl.versionString()) : "not available";
    }

    /** What is at fault, read from what the loader said. */
    static String diagnose(Throwable cause, String os, String arch, String directory) {
        List<String> said = everything(cause);
        String platform = os.toLowerCase(Locale.ROOT) + "-" + arch;
        String head = "the TLS library netty-tcnative (BoringSSL) cannot be loaded on " + platform + "\n    found:    ";
        Optional<String> libc = lineWith(said, "ld-linux", "musl", "libc.so.6");
        if (libc.isPresent()) {
            return head + "a C library other than glibc (musl, as in Alpine): " + libc.get()
                    + "\n    expected: glibc 2.17 or later"
                    + "\n    remedy:   run in an image with glibc, for instance one based on Debian";
        }
        Optional<String> noexec = lineWith(said, "failed to map segment", "operation not permitted");
        if (noexec.isPresent()) {
            return head + "the directory " + directory + " is mounted noexec: " + noexec.get()
                    + "\n    expected: a directory from which the library, unpacked there, may be executed"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming one that is not noexec";
        }
        Optional<String> unwritable = lineWith(said, "no space left", "permission denied", "read-only file system");
        if (unwritable.isPresent()) {
            return head + "the library cannot be unpacked to " + directory + ": " + unwritable.get()
                    + "\n    expected: a writable directory with 5 MiB of space"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming a writable one";
        }
        return head + "no library for this platform: " + firstLine(cause)
                + "\n    expected: Linux with glibc, macOS or Windows, on x86_64 (or aarch64 but for Windows)"
                + "\n    remedy:   run on one of these platforms, with the whole gatehouse.jar";
    }

    private static String firstLine(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    }

    private static Optional<String> lineWith(List<String> lines, String... signs) {
        return lines.stream()
                .filter(line -> Stream.of(signs).anyMatch(line.toLowerCase(Locale.ROOT)::contains))
                .findFirst();
    }

    /** The first lines of all that failed: one attempt for each name that the library may have, each with causes of its own. */
    private static List<String> everything(Throwable cause) {
        List<String> lines = new ArrayList<>();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            lines.addAll(String.valueOf(each.getMessage()).lines().limit(1).toList());
            for (Throwable suppressed : each.getSuppressed()) {
                lines.addAll(everything(suppressed));
            }
        }
        return lines;
    }
}
