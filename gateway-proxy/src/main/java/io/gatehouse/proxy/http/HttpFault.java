// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

/**
 * Why a message is refused: the rule, the section that states it, and the status a client gets for it.
 *
 * <p>A fault found in a request is answered with {@link #status} and the connection is closed, because nobody knows where
 * the next message would begin. A fault found in a response of an upstream is a 502 whatever its status here.
 */
public enum HttpFault {
    REQUEST_LINE(400, "malformed request line (RFC 9112, section 3)"),
    TARGET(400, "the request target holds a character that a URI cannot hold; percent-encode it (RFC 3986, section 2)"),
    LINE_TOO_LONG(414, "the request line is longer than limits.request_line_bytes"),
    VERSION(505, "only HTTP/1.0 and HTTP/1.1 are spoken here"),
    BODY_WITHOUT_PLACE(400, "framing of a body that this status never has (RFC 9112, section 6.3)"),
    STATUS_LINE(400, "malformed status line (RFC 9112, section 4)"),
    HEAD_TOO_LARGE(431, "the head is larger than limits.request_head_bytes"),
    TOO_MANY_FIELDS(431, "more fields than limits.request_headers"),
    RESPONSE_HEAD_TOO_LARGE(431, "the head is larger than limits.response_head_bytes"),
    TOO_MANY_RESPONSE_FIELDS(431, "more than " + StrictResponseDecoder.MAX_FIELDS + " fields"),
    FIELD_NAME(400, "malformed field name (RFC 9110, section 5.1)"),
    FIELD_VALUE(400, "malformed field value (RFC 9110, section 5.5)"),
    FOLDED_LINE(400, "folded field line (RFC 9112, section 5.2)"),
    BARE_CR(400, "CR without LF (RFC 9112, section 2.2)"),
    BARE_LF(400, "LF without CR (RFC 9112, section 2.2)"),
    CONTENT_LENGTH(400, "Content-Length is not one number (RFC 9112, section 6.3)"),
    TRANSFER_ENCODING(400, "Transfer-Encoding is not exactly 'chunked' (RFC 9112, section 6.1)"),
    UNKNOWN_CODING(501, "only the transfer coding 'chunked' is known here (RFC 9112, section 6.1)"),
    LENGTH_AND_ENCODING(400, "both Content-Length and Transfer-Encoding (RFC 9112, section 6.3)"),
    FRAMING_ALIAS(400, "a field that a server may take for Content-Length or Transfer-Encoding: '_' for '-'"),
    ENCODING_IN_1_0(400, "Transfer-Encoding in an HTTP/1.0 message (RFC 9112, section 6.1)"),
    HOST_MISSING(400, "no Host field (RFC 9112, section 3.2)"),
    HOST_REPEATED(400, "more than one Host field (RFC 9112, section 3.2)"),
    HOST_INVALID(400, "malformed host (RFC 9110, section 7.2)"),
    TARGET_FORM(400, "this form of request target does not fit the method (RFC 9112, section 3.2)"),
    PATH(
            400,
            "broken percent-encoding, NUL, overlong UTF-8 or an ambiguous dot segment in the target (RFC 3986, sections 2.1 and 3.3)"),
    METHOD_REFUSED(405, "this method is not forwarded"),
    NOMINATION(400, "the Connection field names a field that is not the client's to remove (RFC 9110, section 7.6.1)"),
    MAX_FORWARDS(400, "Max-Forwards is not one number (RFC 9110, section 7.6.2)"),
    EXPECTATION(417, "unknown expectation (RFC 9110, section 10.1.1)"),
    OBSOLETE_WEBSOCKET(400, "a WebSocket draft older than RFC 6455"),
    UPGRADE(400, "malformed upgrade request (RFC 6455, section 4.1)"),
    TRAILER(400, "a field that may not be a trailer (RFC 9110, section 6.5.1)"),
    TRAILERS_TOO_LARGE(400, "more trailers, or longer ones, than a head may have fields"),
    CHUNK(400, "malformed chunk (RFC 9112, section 7.1)"),
    CHUNK_OVERHEAD(400, "more chunk framing than content");

    private final int status;
    private final String message;

    HttpFault(int status, String message) {
        this.status = status;
        this.message = message;
    }

    public int status() {
        return status;
    }

    public String message() {
        return message;
    }
}
