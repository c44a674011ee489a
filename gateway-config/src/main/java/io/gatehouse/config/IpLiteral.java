// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text. Never asks a resolver, and knows none of the old short forms: {@code 127.1} and
 * {@code 010.0.0.1} are not addresses here, because programs disagree on what they mean.
 */
final class IpLiteral {
    private static final String HEX = "0123456789abcdef";

    private IpLiteral() {}

    /** The 4 or 16 bytes of an address; null if the text is none. IPv6 without brackets and without zone. */
    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text, 0);
    }

    /** The shortest form of an IPv6 address (RFC 5952): lower-case, the first longest run of zero groups as {@code ::}. */
    static String formatV6(byte[] address) {
        int gapStart = -1;
        int gapLength = 1; // a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(address, end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
            } else {
                boolean needsColon = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(needsColon ? ":" : "").append(Integer.toHexString(group(address, i)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
    }

    private static byte @Nullable [] parseV4(String text, int start) {
        byte[] address = new byte[4];
        int at = start;
        for (int part = 0; part < 4; part++) {
            int digits = 0;
            int value = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && digits < 4) {
                value = value * 10 + text.charAt(at) - '0';
                digits++;
                at++;
            }
            boolean leadingZero = digits > 1 && text.charAt(at - digits) == '0';
            if (digits == 0 || digits > 3 || value > 255 || leadingZero) {
                return null;
            }
            address[part] = (byte) value;
            if (part < 3 && (at == text.length() || text.charAt(at++) != '.')) {
                return null;
            }
        }
        return at == text.length() ? address : null;
    }

    private static byte @Nullable [] parseV6(String text) {
        byte[] address = new byte[16];
        int filled = 0; // bytes
        int gap = -1; // byte index of "::"
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = at;
            int value = 0;
            while (end < text.length() && hexDigit(text.charAt(end)) >= 0 && end - at < 4) {
                value = value << 4 | hexDigit(text.charAt(end++));
            }
            if (end < text.length() && text.charAt(end) == '.') {
                byte[] tail = parseV4(text, at);
                if (tail == null || filled > 12) {
                    return null;
                }
                System.arraycopy(tail, 0, address, filled, 4);
                filled += 4;
                break;
            }
            if (end == at || filled == 16) {
                return null;
            }
            address[filled++] = (byte) (value >> 8);
            address[filled++] = (byte) value;
            at = end;
            if (at < text.length()) {
                if (text.charAt(at++) != ':' || at == text.length()) {
                    return null;
                }
                if (text.charAt(at) == ':') {
                    if (gap >= 0) {
                        return null;
                    }
                    gap = filled;
                    at++;
                }
            }
        }
        return widen(address, filled, gap);
    }

    /** Moves what stands after the gap to the end. */
    private static byte @Nullable [] widen(byte[] address, int filled, int gap) {
        if (gap < 0) {
            return filled == 16 ? address : null;
        }
        if (filled > 14) {
            return null;
        }
        byte[] widened = new byte[16];
        System.arraycopy(address, 0, widened, 0, gap);
        System.arraycopy(address, gap, widened, 16 - (filled - gap), filled - gap);
        return widened;
    }

    private static int hexDigit(char c) {
        return HEX.indexOf(c >= 'A' && c <= 'F' ? c + 32 : c);
    }
}
