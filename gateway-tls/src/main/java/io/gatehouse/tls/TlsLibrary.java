// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.internal.PlatformDependent;
import java.util.Locale;

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
        String said = everything(cause);
        String platform = os.toLowerCase(Locale.ROOT) + "-" + arch;
        String head = "the TLS library netty-tcnative (BoringSSL) cannot be loaded on " + platform + "\n    found:    ";
        if (said.contains("ld-linux") || said.contains("musl") || said.contains("libc.so.6")) {
            return head + "a C library other than glibc (musl, as in Alpine): " + firstLine(cause)
                    + "\n    expected: glibc 2.17 or later"
                    + "\n    remedy:   run in an image with glibc, for instance one based on Debian";
        }
        if (said.contains("failed to map segment") || said.contains("operation not permitted")) {
            return head + "the directory " + directory + " is mounted noexec: " + firstLine(cause)
                    + "\n    expected: a directory from which the library, unpacked there, may be executed"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming one that is not noexec";
        }
        if (said.contains("no space left")
                || said.contains("permission denied")
                || said.contains("read-only file system")) {
            return head + "the library cannot be unpacked to " + directory + ": " + firstLine(cause)
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

    private static String everything(Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            text.append(each.getMessage()).append('\n');
            for (Throwable suppressed : each.getSuppressed()) {
                text.append(suppressed.getMessage()).append('\n');
            }
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
