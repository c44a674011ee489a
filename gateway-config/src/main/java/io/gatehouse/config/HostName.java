// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of hosts in the one form in which they are compared.
 *
 * <p>A label has 1 to 63 letters, digits, {@code -} and {@code _}, and neither begins nor ends with {@code -}. The
 * underscore is not in the host name syntax of RFC 1123, but names with it are in use, and refusing them protects
 * nobody. A last label of digits only is allowed in IPv4 literals only. Other letters than ASCII become A-labels as of IDNA 2003 (RFC 3490); for what it
 * does not know, such as emoji, configuration has to say the {@code xn--} form.
 */
public final class HostName {
    private static final int MAX_RAW = 1024; // what could still shrink to 253 octets
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    /**
     * What IDNA 2003, which the JDK speaks, maps to something else, and IDNA 2008, which browsers speak, keeps: sharp s, final sigma,
     * and the two joiners (UTS 46, section 4). The names are two, and may have two owners.
     */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

    private HostName() {}

    /**
     * The form in which a name is compared: lower-case, one final dot dropped, IDNA A-labels. An IPv4 literal passes as
     * it is, an IPv6 literal in its shortest form and without the brackets that it may have.
     *
     * @param raw a name without port, from configuration, SNI or Host; may be anything
     * @return empty if it is not the name of a host
     */
    public static Optional<String> normalize(String raw) {
        if (raw.isEmpty() || raw.length() > MAX_RAW) {
            return Optional.empty();
        }
        if (raw.indexOf(':') >= 0) {
            return normalizeV6(raw);
        }
        return normalizeAscii(isAscii(raw) ? raw : toALabels(raw));
    }

    private static Optional<String> normalizeAscii(String name) {
        int length = name.endsWith(".") ? name.length() - 1 : name.length();
        if (length > MAX_NAME || !hasValidLabels(name, length)) {
            return Optional.empty();
        }
        String lower = name.substring(0, length).toLowerCase(Locale.ROOT); // both return the same string if they can
        boolean numeric = isNumber(lower, lower.lastIndexOf('.') + 1);
        return numeric && IpLiteral.parse(lower) == null ? Optional.empty() : Optional.of(lower);
    }

    private static boolean hasValidLabels(String name, int length) {
        int start = 0;
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '.' : name.charAt(i);
            if (c == '.') {
                if (i == start || i - start > MAX_LABEL || name.charAt(start) == '-' || name.charAt(i - 1) == '-') {
                    return false;
                }
                start = i + 1;
            } else if (!isLabelChar(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabelChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isNumber(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The name in A-labels; "" if it has none, or if clients make another one of it. */
    private static String toALabels(String name) {
        if (name.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return "";
        }
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Optional<String> normalizeV6(String raw) {
        boolean bracketed = raw.startsWith("[") && raw.endsWith("]");
        byte[] address = IpLiteral.parse(bracketed ? raw.substring(1, raw.length() - 1) : raw);
        return address == null || address.length != 16 ? Optional.empty() : Optional.of(IpLiteral.formatV6(address));
    }
}
