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
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH) && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return null;
        }
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
            return chunkedOnce ? null : encodingFault(HopByHop.members(headers, HttpHeaderNames.TRANSFER_ENCODING));
        }
        return lengths.size() == 1 && number(lengths.get(0)) >= 0 ? null : HttpFault.CONTENT_LENGTH;
    }

    /** What ends by its chunks but is in a coding that we do not know is 501; else nobody knows where it ends. */
    private static HttpFault encodingFault(List<String> codings) {
        for (int i = 0; i < codings.size(); i++) {
            boolean last = i == codings.size() - 1;
            if (last != codings.get(i).equalsIgnoreCase("chunked") || !Octets.isToken(codings.get(i))) {
                return HttpFault.TRANSFER_ENCODING;
            }
        }
        return codings.size() > 1 ? HttpFault.UNKNOWN_CODING : HttpFault.TRANSFER_ENCODING;
    }

    /** {@code 1*DIGIT}, zeros before it included, which mean nothing and are not passed on; -1 if it is anything else. */
    private static long number(String length) {
        int zeros = 0;
        while (zeros < length.length() - 1 && length.charAt(zeros) == '0') {
            zeros++;
        }
        return Octets.number(length.substring(zeros), MAX_LENGTH_DIGITS);
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
        return length == null ? BodyLength.NONE : number(length);
    }
}
