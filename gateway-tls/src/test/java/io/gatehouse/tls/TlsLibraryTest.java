// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsLibraryTest {
    @Test
    void isThereAndIsBoringSsl() {
        assertThatCode(TlsLibrary::ensureAvailable).doesNotThrowAnyException();
        assertThat(TlsLibrary.version()).isEqualTo("BoringSSL");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Error loading shared library ld-linux-x86-64.so.2: No such file or directory, glibc (musl, an image with glibc",
        "/x/libnetty.so: failed to map segment from shared object: Operation not permitted, /tmp is mounted noexec, native.workdir",
        "/x/libnetty.so: failed to map segment from shared object, /tmp is mounted noexec, native.workdir",
        "Read-only file system, cannot be unpacked to /tmp, naming a writable one",
        "No space left on device, cannot be unpacked to /tmp, naming a writable one",
        "'no netty_tcnative_linux_riscv64 in java.library.path', no library for this platform, one of these platforms",
    })
    void saysWhatIsAtFaultAndWhatToDo(String said, String found, String remedy) {
        Throwable cause = new UnsatisfiedLinkError("failed to load the required native library");
        cause.initCause(new UnsatisfiedLinkError(said));
        assertThat(TlsLibrary.diagnose(cause, "Linux", "amd64", "/tmp"))
                .startsWith("the TLS library netty-tcnative (BoringSSL) cannot be loaded on linux-amd64")
                .contains(found, remedy, said);
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
