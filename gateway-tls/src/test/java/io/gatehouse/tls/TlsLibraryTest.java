// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TlsLibraryTest {
    @Test
    void isThereAndIsBoringSsl() {
        assertThatCode(TlsLibrary::ensureAvailable).doesNotThrowAnyException();
        assertThat(TlsLibrary.version()).isEqualTo("BoringSSL");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Error loading shared library ld-linux-x86-64.so.2: No such file or directory, glibc (musl, an image with glibc",
        "/x/libnetty.so: failed to map segment from shared object: Permission denied, is not loaded, native.workdir",
        "'/x/libnetty.so exists but cannot be executed even when execute permissions set; check volume for \"noexec\" flag', /tmp is mounted noexec, native.workdir",
        "'no netty_tcnative_linux_riscv64 in java.library.path', no library for this platform, one of these platforms",
    })
    void saysWhatIsAtFaultAndWhatToDo(String said, String found, String remedy) {
        Throwable cause = new UnsatisfiedLinkError("failed to load the required native library");
        cause.initCause(new UnsatisfiedLinkError(said));
        assertThat(TlsLibrary.diagnose(cause, "Linux", "amd64", "/tmp"))
                .startsWith("the TLS library netty-tcnative (BoringSSL) cannot be loaded on linux-amd64")
                .contains(found, remedy, said);
    }

    /** In whatever language the system says so. */
    @ParameterizedTest
    @MethodSource("faultsOfUnpacking")
    void saysThatTheLibraryCannotBeUnpacked(IOException fault, String found) {
        Throwable cause = new UnsatisfiedLinkError("could not load a native library: netty_tcnative_linux_x86_64");
        cause.initCause(fault);

        assertThat(TlsLibrary.diagnose(cause, "Linux", "amd64", "/tmp"))
                .contains("cannot be unpacked to /tmp: " + found, "naming a writable one");
    }

    static Stream<Arguments> faultsOfUnpacking() {
        return Stream.of(
                arguments(new AccessDeniedException("/tmp/libnetty.so"), "permission denied"),
                arguments(new FileSystemException("/tmp/libnetty.so", null, "Dateisystem nur lesbar"), "Dateisystem"),
                arguments(new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar"), "Auf dem Gerät"));
    }

    @Test
    void aLibraryThatIsNotInTheJarIsNotOneThatCannotBeUnpacked() {
        Throwable cause = new UnsatisfiedLinkError("could not load a native library: netty_tcnative_linux_riscv64");
        cause.initCause(new FileNotFoundException("META-INF/native/libnetty_tcnative_linux_riscv64.so"));

        assertThat(TlsLibrary.diagnose(cause, "Linux", "riscv64", "/tmp"))
                .contains("no library for this platform: META-INF/native/libnetty_tcnative_linux_riscv64.so");
    }

    /** The loader tries one name after the other, and keeps why each of them failed. */
    @Test
    void saysSoAlsoIfItIsTheCauseOfOneAttemptOfMany() {
        Throwable attempt = new UnsatisfiedLinkError("could not load a native library: netty_tcnative_linux_x86_64");
        attempt.initCause(new IOException("Permission denied"));
        Throwable cause = new IllegalArgumentException("Failed to load any of the given libraries: [...]");
        cause.addSuppressed(new UnsatisfiedLinkError("no netty_tcnative in java.library.path"));
        cause.addSuppressed(attempt);

        assertThat(TlsLibrary.diagnose(cause, "Linux", "amd64", "/tmp"))
                .contains("cannot be unpacked to /tmp: Permission denied", "naming a writable one");
    }
}
