// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** A digest over several values, each preceded by its length, so that no two lists of values give the same bytes. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Sha256 add(byte[] value) {
        int length = value.length;
        digest.update(
                new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        digest.update(value);
        return this;
    }

    Sha256 add(String value) {
        return add(value.getBytes(StandardCharsets.UTF_8));
    }

    Sha256 add(List<X509Certificate> certificates) {
        certificates.forEach(each -> add(der(each)));
        return this;
    }

    byte[] bytes() {
        return digest.digest();
    }

    String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    /** The encoding of a certificate that was parsed before. */
    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate without encoding", e);
        }
    }

    /** The usual fingerprint of a certificate: SHA-256 over its DER form, hex, lower-case, without colons. */
    static String fingerprint(X509Certificate certificate) {
        return plain(der(certificate));
    }

    /** SHA-256 over one value as it is, hex. */
    static String plain(byte[] value) {
        Sha256 sha256 = new Sha256();
        sha256.digest.update(value);
        return sha256.hex();
    }
}
