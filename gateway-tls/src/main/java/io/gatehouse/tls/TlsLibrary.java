// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.FileFaults;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.internal.PlatformDependent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
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
        String platform = os.toLowerCase(Locale.ROOT) + "-" + arch;
        String head = "the TLS library netty-tcnative (BoringSSL) cannot be loaded on " + platform + "\n    found:    ";
        Optional<String> libc = lineWith(cause, "ld-linux", "musl", "libc.so.6");
        if (libc.isPresent()) {
            return head + "a C library other than glibc (musl, as in Alpine): " + libc.get()
                    + "\n    expected: glibc 2.17 or later"
                    + "\n    remedy:   run in an image with glibc, for instance one based on Debian";
        }
        Optional<String> noexec =
                lineWith(cause, "\"noexec\""); // Netty's own words: those of the C library depend on the locale
        if (noexec.isPresent()) {
            return head + "the directory " + directory + " is mounted noexec: " + noexec.get()
                    + "\n    expected: a directory from which the library, unpacked there, may be executed"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming one that is not noexec";
        }
        Optional<IOException> unwritable = unpackFault(cause);
        if (unwritable.isPresent()) {
            return head + "the library cannot be unpacked to " + directory + ": "
                    + FileFaults.describe(unwritable.get())
                    + "\n    expected: a writable directory with 5 MiB of space"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming a writable one";
        }
        Optional<String> barred = lineWith(cause, ".so: ");
        if (barred.isPresent()) {
            return head + "the library, unpacked to " + directory + ", is not loaded: " + barred.get()
                    + "\n    expected: a directory from which it may be executed, also by SELinux or the like"
                    + "\n    remedy:   start java with -Dio.netty.native.workdir=DIRECTORY, naming such a one";
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

    /** What came of writing the library to a file; one that is not in the jar is a {@link FileNotFoundException}. */
    private static Optional<IOException> unpackFault(Throwable cause) {
        return everything(cause)
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast)
                .filter(each -> !(each instanceof FileNotFoundException))
                .findFirst();
    }

    private static Optional<String> lineWith(Throwable cause, String... signs) {
        return everything(cause)
                .flatMap(each -> String.valueOf(each.getMessage()).lines().limit(1))
                .filter(line -> Stream.of(signs).anyMatch(line.toLowerCase(Locale.ROOT)::contains))
                .findFirst();
    }

    /** All that failed: one attempt for each name that the library may have, each with causes of its own. */
    private static Stream<Throwable> everything(Throwable cause) {
        return Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
                .flatMap(each -> Stream.concat(
                        Stream.of(each), Stream.of(each.getSuppressed()).flatMap(TlsLibrary::everything)));
    }
}
