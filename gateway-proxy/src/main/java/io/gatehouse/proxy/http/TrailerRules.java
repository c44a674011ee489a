// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which fields may stand behind a body: not those that decide framing, routing, authentication, request modifiers, response
 * control or how the content is read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1">RFC 9110, section 6.5.1</a>
 */
public final class TrailerRules {
    private static final Set<String> FORBIDDEN = Set.of(
            "age",
            "allow",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content_length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expect",
            "expires",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "retry-after",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "transfer_encoding",
            "upgrade",
            "vary",
            "warning",
            "www-authenticate");

    private TrailerRules() {}

    /** Whether every one of them may. */
    public static boolean allow(HttpHeaders trailers) {
        return forbidden(trailers).isEmpty();
    }

    /** Takes those out that may not: a recipient is free to discard trailers. */
    public static HttpHeaders strip(HttpHeaders trailers) {
        forbidden(trailers).forEach(trailers::remove);
        return trailers;
    }

    private static List<CharSequence> forbidden(HttpHeaders trailers) {
        List<CharSequence> forbidden = new ArrayList<>(0);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = trailers.iteratorCharSequence();
        while (fields.hasNext()) {
            CharSequence name = fields.next().getKey();
            if (FORBIDDEN.contains(name.toString().toLowerCase(Locale.ROOT)) || IdentityFields.contains(name)) {
                forbidden.add(name);
            }
        }
        return forbidden;
    }
}
