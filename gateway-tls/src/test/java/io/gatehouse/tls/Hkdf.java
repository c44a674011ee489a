// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key schedule of TLS 1.3 with SHA-256: RFC 8446, section 7.1. */
final class Hkdf {
    static final int HASH_BYTES = 32;
    static final byte[] ZEROS = new byte[HASH_BYTES];

    private Hkdf() {}

    static byte[] extract(byte[] salt, byte[] input) throws GeneralSecurityException {
        return hmac(salt, input);
    }

    /** HKDF-Expand-Label; at most one block of output. */
    static byte[] expand(byte[] secret, String label, byte[] context, int length) throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer info = ByteBuffer.allocate(5 + name.length + context.length);
        info.putShort((short) length).put((byte) name.length).put(name);
        info.put((byte) context.length).put(context).put((byte) 1);
        return Arrays.copyOf(hmac(secret, info.array()), length);
    }

    static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }
}
