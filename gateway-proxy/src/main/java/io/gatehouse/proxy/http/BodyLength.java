// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

/** How long a body is, as one number: its length, or one of these. See RFC 9112, section 6.3. */
public final class BodyLength {
    /** No body, and no field that speaks of one. */
    public static final long NONE = -1;

    /** As long as the chunks say. */
    public static final long CHUNKED = -2;

    /** Until the connection is closed; responses only. */
    public static final long UNTIL_CLOSE = -3;

    private BodyLength() {}

    /** Whether a message of this length ends with its head. */
    public static boolean endsWithHead(long length) {
        return length == NONE || length == 0;
    }
}
