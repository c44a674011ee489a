// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The fields that say who the client is and how it came: the gateway's word, never the client's.
 *
 * <p>Names are compared without case and with {@code _}, or any other sign, taken for {@code -}, because servers that turn field names into
 * variables cannot tell the two apart (RFC 9440, section 4, and RFC 7239, section 8.1, ask proxies to remove copies).
 */
public final class IdentityFields {
    private static final Set<String> NAMES = Set.of("forwarded", "x-real-ip", "via", "x-client-verify", "x-client-dn");
    private static final Set<String> WAY = Set.of("forwarded", "x-real-ip", "via");
    private static final String[] PREFIXES = {"x-forwarded", "client-cert", "x-ssl-", "x-client-cert", "ssl-client-"};

    private IdentityFields() {}

    /** Removes every such field, however it is spelled. */
    public static void removeFrom(HttpHeaders headers) {
        remove(headers, IdentityFields::contains);
    }

    /**
     * Removes those that a trusted proxy is not believed either: whatever speaks of certificates, because only a handshake with
     * the gateway itself proves one; and what is spelled with another sign than {@code -}: no proxy writes it, so a client sent it through one.
     */
    public static void removeUnprovenFrom(HttpHeaders headers) {
        remove(headers, name -> contains(name) && (isAlias(name) || !tellsTheWay(fold(name))));
    }

    /** Whether a proxy says by such a field how the request came to it. */
    private static boolean tellsTheWay(String folded) {
        boolean forwarded = folded.startsWith("x-forwarded") && !folded.startsWith("x-forwarded-client-cert");
        return forwarded || WAY.contains(folded);
    }

    private static void remove(HttpHeaders headers, Predicate<CharSequence> unwanted) {
        List<CharSequence> found = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            CharSequence name = fields.next().getKey();
            if (unwanted.test(name)) {
                found = found == null ? new ArrayList<>(2) : found;
                found.add(name);
            }
        }
        if (found != null) {
            found.forEach(headers::remove);
        }
    }

    static boolean contains(CharSequence name) {
        if (!startsLikeOne(name)) {
            return false;
        }
        String folded = fold(name);
        for (String prefix : PREFIXES) {
            if (folded.startsWith(prefix)) {
                return true;
            }
        }
        return NAMES.contains(folded);
    }

    private static boolean startsLikeOne(CharSequence name) {
        return switch (name.charAt(0) | 0x20) {
            case 'x', 'f', 'c', 'v', 's' -> true;
            default -> false;
        };
    }

    /** Whether a server that makes a variable of the name keeps this character; all others become the same one. */
    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isAlias(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i)) && name.charAt(i) != '-') {
                return true;
            }
        }
        return false;
    }

    private static String fold(CharSequence name) {
        char[] folded = new char[name.length()];
        for (int i = 0; i < folded.length; i++) {
            char c = name.charAt(i);
            folded[i] = isPlain(c) ? (char) (c | 0x20) : '-';
        }
        return new String(folded);
    }
}
