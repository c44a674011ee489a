// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

/** The character classes of RFC 9110 and RFC 3986 as one table look-up an octet. */
final class Octets {
    private static final byte TOKEN = 1, TARGET = 2, FIELD_VALUE = 4, DIGIT = 8;
    private static final byte[] CLASSES = classes();

    private Octets() {}

    /** {@code tchar}: RFC 9110, section 5.6.2. */
    static boolean isToken(byte octet) {
        return (CLASSES[octet & 0xff] & TOKEN) != 0;
    }

    /** {@code token}: at least one {@code tchar} and nothing else. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f || !isToken((byte) text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** What may stand in a request target: the characters of RFC 3986 except {@code #}, which never goes on the wire.
     * {@code [} and {@code ]} are there although they belong into hosts only: browsers send them in paths and queries. */
    static boolean isTarget(byte octet) {
        return (CLASSES[octet & 0xff] & TARGET) != 0;
    }

    /** {@code field-vchar}, SP or HTAB: RFC 9110, section 5.5. */
    static boolean isFieldValue(byte octet) {
        return (CLASSES[octet & 0xff] & FIELD_VALUE) != 0;
    }

    static boolean isDigit(byte octet) {
        return (CLASSES[octet & 0xff] & DIGIT) != 0;
    }

    /** {@code 1*DIGIT} of at most so many digits, 18 or fewer; -1 if it is anything else. No sign, no blank. */
    static long number(String text, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        add(classes, "0123456789", DIGIT);
        add(classes, letters + "0123456789!#$%&'*+-.^_`|~", TOKEN);
        add(classes, letters + "0123456789-._~:/?[]@!$&'()*+,;=%", TARGET);
        for (int octet = 0; octet < 256; octet++) {
            if (octet == '\t' || (octet >= ' ' && octet != 0x7f)) {
                classes[octet] |= FIELD_VALUE;
            }
        }
        return classes;
    }

    private static void add(byte[] classes, String members, byte bit) {
        for (int i = 0; i < members.length(); i++) {
            classes[members.charAt(i)] |= bit;
        }
    }
}
