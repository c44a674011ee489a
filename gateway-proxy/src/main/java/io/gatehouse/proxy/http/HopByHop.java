// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields that belong to one connection and are never forwarded: a fixed list, and what {@code Connection} names.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, section 7.6.1</a>
 */
final class HopByHop {
    private static final List<AsciiString> ALWAYS = List.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            AsciiString.cached("proxy-authenticate"),
            AsciiString.cached("proxy-authorization"),
            HttpHeaderNames.TE,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.TRANSFER_ENCODING,
            AsciiString.cached("http2-settings"));

    private HopByHop() {}

    /** The members of a list field such as {@code Connection}, trimmed; empty members are dropped (section 5.6.1). */
    static List<String> members(HttpHeaders headers, CharSequence name) {
        if (!headers.contains(name)) {
            return List.of();
        }
        List<String> members = new ArrayList<>(2);
        for (String value : headers.getAll(name)) {
            for (int from = 0; from <= value.length(); ) {
                int comma = value.indexOf(',', from);
                int to = comma < 0 ? value.length() : comma;
                String member = value.substring(from, to).strip();
                if (!member.isEmpty()) {
                    members.add(member);
                }
                from = to + 1;
            }
        }
        return members;
    }

    static boolean names(List<String> members, AsciiString member) {
        for (int i = 0; i < members.size(); i++) {
            if (member.contentEqualsIgnoreCase(members.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the sender would use its connection again: RFC 9112, section 9.3. */
    static boolean keepsAlive(List<String> connection, boolean http10) {
        if (names(connection, HttpHeaderValues.CLOSE)) {
            return false;
        }
        return !http10 || names(connection, HttpHeaderValues.KEEP_ALIVE);
    }

    /** Removes the fixed list and everything that {@code connection} nominates. */
    static void strip(HttpHeaders headers, List<String> connection) {
        for (int i = 0; i < connection.size(); i++) {
            headers.remove(connection.get(i));
        }
        for (int i = 0; i < ALWAYS.size(); i++) {
            headers.remove(ALWAYS.get(i));
        }
    }
}
