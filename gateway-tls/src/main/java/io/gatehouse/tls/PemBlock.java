// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Arrays;

/** One block of a PEM text. Its content may be a private key, so it is never printed. */
final class PemBlock {
    private final String label;
    private final byte[] der;
    private final int line;
    private final boolean encrypted;

    /** Takes ownership of {@code der}; {@code line} is that of the BEGIN line, from 1. */
    PemBlock(String label, byte[] der, int line, boolean encrypted) {
        this.label = label;
        this.der = der;
        this.line = line;
        this.encrypted = encrypted;
    }

    /** What stands after BEGIN, such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** The decoded content; not to be changed. */
    byte[] der() {
        return der;
    }

    /** Line of the BEGIN line, from 1. */
    int line() {
        return line;
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE") || label.equals("TRUSTED CERTIFICATE");
    }

    boolean isKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Whether it is a key that needs a passphrase: PKCS#8 encryption, or the older header {@code Proc-Type: 4,ENCRYPTED}. */
    boolean isEncrypted() {
        return encrypted || label.equals("ENCRYPTED PRIVATE KEY");
    }

    /** Overwrites the content. */
    void erase() {
        Arrays.fill(der, (byte) 0);
    }

    @Override
    public String toString() {
        return label + " at line " + line + " (" + der.length + " bytes, not shown)";
    }
}
