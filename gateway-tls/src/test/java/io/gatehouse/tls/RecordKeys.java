// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One direction of a TLS 1.3 connection with TLS_AES_128_GCM_SHA256: RFC 8446, section 5.2. */
final class RecordKeys {
    private static final int TAG_BYTES = 16;

    private byte[] secret;
    private long sequence;

    RecordKeys(byte[] secret) {
        this.secret = secret;
    }

    /** A record of this true content type; any type, any length. */
    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        byte[] inner = Arrays.copyOf(content, content.length + 1);
        inner[content.length] = (byte) type;
        byte[] header = header(inner.length + TAG_BYTES);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, header).doFinal(inner);
        return ByteBuffer.allocate(header.length + sealed.length)
                .put(header)
                .put(sealed)
                .array();
    }

    /** The content of a record, with its true type behind it. */
    byte[] open(byte[] sealed) throws GeneralSecurityException {
        byte[] inner = cipher(Cipher.DECRYPT_MODE, header(sealed.length)).doFinal(sealed);
        int end = inner.length;
        while (inner[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(inner, end);
    }

    /** What a KeyUpdate means: RFC 8446, section 7.2. */
    void update() throws GeneralSecurityException {
        secret = Hkdf.expand(secret, "traffic upd", new byte[0], Hkdf.HASH_BYTES);
        sequence = 0;
    }

    private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
        byte[] nonce = Hkdf.expand(secret, "iv", new byte[0], 12);
        ByteBuffer counter = ByteBuffer.allocate(12).putLong(4, sequence++);
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] ^= counter.get(i);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(Hkdf.expand(secret, "key", new byte[0], 16), "AES");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    private static byte[] header(int length) {
        return ByteBuffer.allocate(5)
                .put((byte) 23)
                .putShort((short) 0x0303)
                .putShort((short) length)
                .array();
    }
}
