// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.explain.UnclearQuestionException;
import io.gatehouse.core.load.LocalFiles;
import io.gatehouse.tls.PemChain;
import java.io.IOException;
import java.nio.file.Path;

/** The file of {@code --client-cert}. */
final class ClientCertificateFile {
    private ClientCertificateFile() {}

    /**
     * Its certificates as PEM text, and nothing else of it: a key that stands beside them goes nowhere.
     *
     * @throws UnclearQuestionException if it cannot be read or holds none
     */
    static String read(Path file) throws UnclearQuestionException {
        try {
            return PemChain.write(PemChain.read(new LocalFiles().read(file, PemChain.MAX_BYTES)));
        } catch (PemChain.UnreadableException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unusable(file, e.getMessage() + " (expected: a PEM file with the client's certificate)");
        }
    }

    private static UnclearQuestionException unusable(Path file, String why) {
        return new UnclearQuestionException("client_cert", "'" + file + "': " + why);
    }
}
