// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * How many more hops an {@code OPTIONS} request may take. At 0 the gateway is the final recipient; otherwise the upstream
 * gets one less. With other methods the field has no meaning and is passed on as it is; TRACE is refused before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.2">RFC 9110, section 7.6.2</a>
 */
public final class MaxForwards {
    private static final AsciiString MAX_FORWARDS = AsciiString.cached("max-forwards");
    private static final int MAX_DIGITS = 9; // below 2^31 whatever the digits

    private MaxForwards() {}

    /** Whether the field counts and is not one number: then nobody knows where the request should end. */
    static boolean fault(String method, HttpHeaders headers) {
        if (!method.equals("OPTIONS") || !headers.contains(MAX_FORWARDS)) {
            return false;
        }
        List<String> values = headers.getAll(MAX_FORWARDS);
        return values.size() != 1 || Octets.number(values.get(0), MAX_DIGITS) < 0;
    }

    /** Whether the request must not go further than here. */
    public static boolean endsHere(RequestHead head) {
        return counts(head) && hopsOf(head) == 0;
    }

    /** Takes this hop off the count. */
    public static void countHop(RequestHead head) {
        if (counts(head)) {
            head.headers().set(MAX_FORWARDS, Long.toString(hopsOf(head) - 1));
        }
    }

    private static boolean counts(RequestHead head) {
        return head.method().equals("OPTIONS") && head.headers().contains(MAX_FORWARDS);
    }

    private static long hopsOf(RequestHead head) {
        return Octets.number(head.headers().get(MAX_FORWARDS, ""), MAX_DIGITS);
    }
}
