// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EC keys in the form that nearly all have: P-256 or P-384 by name, with the public half, as {@code EC PRIVATE KEY} (RFC 5915) or
 * {@code PRIVATE KEY} (RFC 5958). All octets but those of the key are then the same, and are compared. Of a hundred thousand keys that
 * saves most of what reading them costs. Whatever is not exactly so is for {@link PrivateKeys}, which also says what is wrong with it.
 * Pure functions.
 */
final class UsualEcKey {
    private static final String P256 = "301306072a8648ce3d020106082a8648ce3d030107";
    private static final String P384 = "301006072a8648ce3d020106052b81040022";

    private static final List<Form> FORMS = List.of(
            new Form(
                    "EC PRIVATE KEY",
                    "30770201010420",
                    32,
                    "a00a06082a8648ce3d030107a144034200",
                    65,
                    "308193020100" + P256 + "0479",
                    "3059" + P256 + "034200"),
            new Form(
                    "PRIVATE KEY",
                    "308187020100" + P256 + "046d306b0201010420",
                    32,
                    "a144034200",
                    65,
                    "",
                    "3059" + P256 + "034200"),
            new Form(
                    "EC PRIVATE KEY",
                    "3081a40201010430",
                    48,
                    "a00706052b81040022a164036200",
                    97,
                    "3081bf020100" + P384 + "0481a7",
                    "3076" + P384 + "036200"),
            new Form(
                    "PRIVATE KEY",
                    "3081b6020100" + P384 + "04819e30819b0201010430",
                    48,
                    "a164036200",
                    97,
                    "",
                    "3076" + P384 + "036200"));

    private UsualEcKey() {}

    /**
     * The key in PKCS#8 form if it has a usual form and its public half is this one; null if either is not so. That the halves fit is
     * checked by BoringSSL when it loads the key.
     */
    static byte @Nullable [] of(PemBlock block, PublicKey certified) {
        for (Form each : FORMS) {
            if (each.isOf(block) && each.publicHalfIs(block.der(), certified.getEncoded())) {
                return each.pkcs8(block.der());
            }
        }
        return null;
    }

    /** One curve in one form: octets that are always the same, with the private and the public half between and behind them. */
    private static final class Form {
        private final String label;
        private final byte[] start;
        private final byte[] middle;
        private final int publicAt;
        private final int length;
        private final byte[] pkcs8Start;
        private final byte[] publicStart;

        Form(
                String label,
                String start,
                int privateLength,
                String middle,
                int publicLength,
                String pkcs8Start,
                String publicStart) {
            this.label = label;
            this.start = HexFormat.of().parseHex(start);
            this.middle = HexFormat.of().parseHex(middle);
            this.publicAt = this.start.length + privateLength + this.middle.length;
            this.length = publicAt + publicLength;
            this.pkcs8Start = HexFormat.of().parseHex(pkcs8Start);
            this.publicStart = HexFormat.of().parseHex(publicStart);
        }

        boolean isOf(PemBlock block) {
            byte[] der = block.der();
            return der.length == length
                    && block.label().equals(label)
                    && !block.isEncrypted()
                    && isAt(der, 0, start)
                    && isAt(der, publicAt - middle.length, middle);
        }

        /** {@code certified}: as certificates have it, with algorithm and curve. */
        boolean publicHalfIs(byte[] der, byte[] certified) {
            return isAt(certified, 0, publicStart)
                    && Arrays.equals(der, publicAt, length, certified, publicStart.length, certified.length);
        }

        byte[] pkcs8(byte[] der) {
            byte[] pkcs8 = Arrays.copyOf(pkcs8Start, pkcs8Start.length + length);
            System.arraycopy(der, 0, pkcs8, pkcs8Start.length, length);
            return pkcs8;
        }

        private static boolean isAt(byte[] octets, int at, byte[] expected) {
            int end = at + expected.length;
            return end <= octets.length && Arrays.equals(octets, at, end, expected, 0, expected.length);
        }
    }
}
