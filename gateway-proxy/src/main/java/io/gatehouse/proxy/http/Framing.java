// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a message ends, from its fields; the same rules for requests and responses: RFC 9112, section 6.
 *
 * <p>Whatever two parsers could read in two ways is refused. Netty's decoder refuses most of it too; this does not rely
 * on that.
 */
final class Framing {
    private static final AsciiString CONTENT_LENGTH_ALIAS = AsciiString.cached("content_length");
    private static final AsciiString TRANSFER_ENCODING_ALIAS = AsciiString.cached("transfer_encoding");
    private static final int MAX_LENGTH_DIGITS = 18; // below 2^63 whatever the digits

    private Framing() {}

    /** The rule that the framing fields break, or null. */
    static @Nullable HttpFault fault(HttpHeaders headers, boolean http10) {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty()) {
            if (http10) {
                return HttpFault.ENCODING_IN_1_0;
            }
            if (!lengths.isEmpty()) {
                return HttpFault.LENGTH_AND_ENCODING;
            }
            boolean chunkedOnce = encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
            return chunkedOnce ? null : HttpFault.TRANSFER_ENCODING;
        }
        if (lengths.isEmpty()) {
            return null;
        }
        return lengths.size() == 1 && Octets.number(lengths.get(0), MAX_LENGTH_DIGITS) >= 0
                ? null
                : HttpFault.CONTENT_LENGTH;
    }

    /**
     * Whether a field would be a framing field if its {@code _} were {@code -}. Servers that turn field names into variables
     * read it as one, and ours would not be the end of the message that they see.
     */
    static boolean hasAlias(HttpHeaders headers) {
        return headers.contains(CONTENT_LENGTH_ALIAS) || headers.contains(TRANSFER_ENCODING_ALIAS);
    }

    /** The length that fields without {@link #fault} state. */
    static long of(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return BodyLength.CHUNKED;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? BodyLength.NONE : Octets.number(length, MAX_LENGTH_DIGITS);
    }
}
