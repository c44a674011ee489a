// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The certificates of a PEM text that is not part of a configuration. */
public final class PemChain {
    /** The longest text that is worth reading, in bytes. */
    public static final int MAX_BYTES = PemReader.MAX_BYTES;

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemChain() {}

    /**
     * The certificates in the order of the text, at least one; keys and other blocks are skipped.
     *
     * @throws UnreadableException with what was found, what was expected and what to do
     */
    public static List<X509Certificate> read(byte[] text) throws UnreadableException {
        try {
            List<PemBlock> blocks = PemReader.read(text);
            List<X509Certificate> chain = Certificates.of(blocks);
            String labels = PemFiles.labels(blocks);
            blocks.forEach(PemBlock::erase); // a key may be among them
            if (chain.isEmpty()) {
                throw new UnreadableException(
                        labels + " (expected: at least one block CERTIFICATE, the client's first)");
            }
            return chain;
        } catch (PemFault e) {
            String line = e.line() == 0 ? "" : "line " + e.line() + ": ";
            throw new UnreadableException(line + e.found() + " (expected: " + e.expected() + "; " + e.remedy() + ")");
        }
    }

    /** The certificates as PEM text. */
    public static String write(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate each : chain) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(LINES.encodeToString(Sha256.der(each)))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString();
    }

    /** A text without readable certificates. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message, null, false, false);
        }
    }
}
