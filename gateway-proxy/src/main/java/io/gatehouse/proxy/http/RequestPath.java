// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.util.internal.StringUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The form of a path in which routes are matched: percent-decoded, dot segments removed, empty segments merged.
 *
 * <p>{@code %2F} stays as it is, so that a slash that the client hid never becomes a separator; so does {@code %25}, so that
 * nothing is decoded twice. The upstream gets the path as it was sent, but with one slash at its beginning and without dot segments. A dot segment in disguise ({@code ..;x}, {@code x%2F..},
 * {@code ..%5C}) has no normal form: for some servers it leads up, for others it is a name. Neither has one that leads out of an empty
 * segment ({@code /a//../b}): by RFC 3986 that is {@code /a/b}, for servers that merge slashes first {@code /b}. Nor have overlong forms of
 * UTF-8: some decoders take {@code %C0%AF} for a slash, ours for no character at all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2">RFC 3986, section 6.2.2</a>
 */
public final class RequestPath {
    private RequestPath() {}

    /**
     * @param path begins with {@code /}; without query
     * @return null if a percent sign is not followed by two hex digits or hides NUL, or for what has no normal form
     */
    public static @Nullable String normalize(String path) {
        if (isPlain(path)) {
            return path;
        }
        String decoded = decode(path);
        return decoded == null ? null : removeDotSegments(decoded);
    }

    /**
     * The path as it was sent, but for its dot segments, {@code %2E} among them: RFC 3986, section 6.2.2.3. A server that does not resolve
     * them would find {@code /admin/../a} below {@code /admin}, where its route here is that of {@code /a}.
     *
     * @param path one that has a normal form
     */
    static String withoutDotSegments(String path) {
        if (!path.contains("/.") && !path.contains("/%2")) {
            return path; // encoded for another reason, as most are
        }
        Deque<String> kept = new ArrayDeque<>();
        boolean directory = false;
        for (String segment : path.substring(1).split("/", -1)) {
            String name = segment.replace("%2e", ".").replace("%2E", ".");
            directory = name.equals(".") || name.equals("..");
            if (name.equals("..")) {
                kept.pollLast();
            } else if (!directory) {
                kept.addLast(segment);
            }
        }
        if (directory) {
            kept.addLast("");
        }
        return "/" + String.join("/", kept);
    }

    /** Whether two hex digits stand behind each percent sign from there on. */
    static boolean isEncoded(String text, int from) {
        for (int i = text.indexOf('%', from); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length() || hexOctet(text, i + 1) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether normalising would change nothing: the case of almost every request. */
    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == '\\' || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static @Nullable String decode(String path) {
        byte[] octets = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                octets[length++] = (byte) c;
                continue;
            }
            int octet = i + 2 < path.length() ? hexOctet(path, i + 1) : -1;
            if (octet <= 0) {
                return null;
            }
            if (octet == '/' || octet == '%') {
                octets[length++] = '%';
                octets[length++] = '2';
                octets[length++] = (byte) (octet == '/' ? 'F' : '5');
            } else {
                octets[length++] = (byte) octet;
            }
            i += 2;
        }
        return hasOverlong(octets, length) ? null : new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether a character is there in more octets than UTF-8 has for it: RFC 3629, section 10. */
    private static boolean hasOverlong(byte[] octets, int length) {
        for (int i = 0; i + 1 < length; i++) {
            int next = octets[i + 1] & 0xff;
            int shortest = switch (octets[i] & 0xff) { // what a second octet is at least, if the first is needed
                case 0xc0, 0xc1 -> 0xc0; // never
                case 0xe0 -> 0xa0;
                case 0xf0 -> 0x90;
                case 0xf8 -> 0x88;
                case 0xfc -> 0x84;
                default -> 0;
            };
            if (next >= 0x80 && next < shortest) {
                return true;
            }
        }
        return false;
    }

    /** Below 0 if one of the two is no hex digit. */
    private static int hexOctet(String text, int at) {
        int high = StringUtil.decodeHexNibble(text.charAt(at));
        int low = StringUtil.decodeHexNibble(text.charAt(at + 1));
        return high << 4 | low;
    }

    /**
     * Whether a server that drops path parameters, decodes {@code %2F}, or takes a backslash for a slash, finds {@code .} or
     * {@code ..} in this segment.
     */
    private static boolean isDotInDisguise(String segment) {
        if (segment.indexOf('.') < 0) {
            return false;
        }
        for (String part : segment.replace("%2F", "\\").split("\\\\", -1)) {
            int parameters = part.indexOf(';');
            String name = parameters < 0 ? part : part.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** RFC 3986, section 5.2.4, then empty segments are merged; {@code ..} at the root stays at the root. */
    private static @Nullable String removeDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        boolean directory = false;
        for (int from = 1; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, to);
            switch (segment) {
                case "." -> directory = true;
                case ".." -> {
                    if ("".equals(kept.pollLast())) {
                        return null;
                    }
                    directory = true;
                }
                default -> {
                    if (isDotInDisguise(segment)) {
                        return null;
                    }
                    kept.addLast(segment);
                    directory = segment.isEmpty();
                }
            }
            from = to + 1;
        }
        kept.removeIf(String::isEmpty);
        StringBuilder normal = new StringBuilder(path.length());
        kept.forEach(segment -> normal.append('/').append(segment));
        return directory ? normal.append('/').toString() : normal.toString();
    }
}
