// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.gatehouse.proxy.http.BodyLength;
import io.gatehouse.proxy.http.HttpFault;
import io.gatehouse.proxy.http.ResponseHead;
import io.gatehouse.proxy.stream.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;

/**
 * An answer that the gateway makes itself: a status, {@code {"error_msg":"..."}}, and why in {@code Proxy-Status}.
 *
 * <p>Texts are constants of ours in ASCII without quotes, so they need no escaping; nothing of a peer stands in them.
 *
 * @param body "" where the status has none
 */
public record LocalAnswer(ResponseHead head, String body) {
    private static final AsciiString PROXY_STATUS = AsciiString.cached("proxy-status");
    private static final String FORWARDED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** The answer to an exchange that ended with {@code outcome}. */
    public static LocalAnswer of(Outcome outcome) {
        return error(outcome.status(), outcome.message(), outcome.proxyStatus(), new DefaultHttpHeaders());
    }

    /** The answer to a request that breaks a rule. */
    public static LocalAnswer of(HttpFault fault) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (fault == HttpFault.METHOD_REFUSED) {
            headers.set(HttpHeaderNames.ALLOW, FORWARDED_METHODS);
        }
        return error(fault.status(), fault.message(), Outcome.MALFORMED_REQUEST.proxyStatus(), headers);
    }

    private static LocalAnswer error(int status, String message, String proxyStatus, HttpHeaders headers) {
        String body = "{\"error_msg\":\"" + message + "\"}";
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        if (!proxyStatus.isEmpty()) {
            headers.set(PROXY_STATUS, "gatehouse; error=" + proxyStatus);
        }
        return new LocalAnswer(head(status, body.length(), headers), body);
    }

    static LocalAnswer redirect(int status, String location) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.LOCATION, location);
        return new LocalAnswer(head(status, 0, headers), "");
    }

    static LocalAnswer capabilities() {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.ALLOW, FORWARDED_METHODS);
        return new LocalAnswer(head(204, BodyLength.NONE, headers), "");
    }

    private static ResponseHead head(int status, long length, HttpHeaders headers) {
        return new ResponseHead(HttpResponseStatus.valueOf(status), length, length, true, headers);
    }

    /** The body as a buffer that the caller owns. */
    public ByteBuf bodyBytes() {
        return ByteBufUtil.writeAscii(
                ByteBufAllocator.DEFAULT, body); // direct: a heap buffer would be copied by the write
    }
}
