// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import io.gatehouse.tls.DistinguishedName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate of the demo with its key. */
record DemoIdentity(X509Certificate certificate, PrivateKey key) {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** The common name of the subject. */
    String name() {
        return nameOf(certificate);
    }

    /** The common name of a certificate of the demo. */
    static String nameOf(X509Certificate certificate) {
        String subject = DistinguishedName.text(certificate.getSubjectX500Principal());
        return subject.startsWith("CN=") ? subject.substring(3) : subject;
    }

    /** The end of the serial number: enough to tell two certificates of the demo apart. */
    static String serialOf(X509Certificate certificate) {
        String serial = certificate.getSerialNumber().toString(16);
        return serial.substring(Math.max(0, serial.length() - 4));
    }

    /** Writes {@code <file>.crt} and {@code <file>.key}. */
    void write(Path folder, String file) {
        try {
            Files.writeString(folder.resolve(file + ".crt"), pem("CERTIFICATE", certificate.getEncoded()));
            Path secret = Files.writeString(folder.resolve(file + ".key"), pem("PRIVATE KEY", key.getEncoded()));
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate made here", e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = new String(BASE64.encode(der), StandardCharsets.US_ASCII);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
