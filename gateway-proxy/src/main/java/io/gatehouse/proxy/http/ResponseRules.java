// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate on the fields of a response: an upstream is not believed either.
 *
 * <p>The octets were judged by {@link HeadScanner}. Pure functions, except that {@link #admit} takes the fields that are not
 * forwarded out of the response's headers.
 */
public final class ResponseRules {
    private ResponseRules() {}

    /** The rule that a decoded response breaks, or null. */
    public static @Nullable HttpFault fault(HttpResponse response) {
        if (response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_LOCATION)) {
            return HttpFault.OBSOLETE_WEBSOCKET; // Netty would take sixteen octets after the head for its body
        }
        HttpFault fault = Framing.fault(response.headers(), isHttp10(response));
        if (fault == null && announcesBodyWithoutPlace(response)) {
            return HttpFault.BODY_WITHOUT_PLACE;
        }
        return fault == null && response.decoderResult().isFailure() ? HttpFault.FIELD_VALUE : fault;
    }

    /**
     * The head of a response without {@link #fault}.
     *
     * @param toHead whether it answers HEAD
     */
    public static ResponseHead admit(HttpResponse response, boolean toHead) {
        HttpHeaders headers = response.headers();
        List<String> connection = HopByHop.members(headers, HttpHeaderNames.CONNECTION);
        long declared = Framing.of(headers);
        int status = response.status().code();
        boolean bodiless = toHead || status < 200 || status == 204 || status == 304;
        long length = bodiless || declared == 0 ? BodyLength.NONE : declared;
        if (!bodiless && declared == BodyLength.NONE) {
            length = BodyLength.UNTIL_CLOSE;
        }
        boolean keepAlive = HopByHop.keepsAlive(connection, isHttp10(response)) && length != BodyLength.UNTIL_CLOSE;
        HopByHop.strip(headers, connection);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        return new ResponseHead(response.status(), length, declaredFor(status, declared), keepAlive, headers);
    }

    /** Whether a 101 says that the connection is a WebSocket now: RFC 6455, section 4.2.2. */
    public static boolean switchesToWebSocket(HttpResponse response) {
        HttpHeaders headers = response.headers();
        return HopByHop.names(HopByHop.members(headers, HttpHeaderNames.UPGRADE), HttpHeaderValues.WEBSOCKET)
                && HopByHop.names(HopByHop.members(headers, HttpHeaderNames.CONNECTION), HttpHeaderNames.UPGRADE)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    }

    /** RFC 9112, section 6.1: no encoding with 1xx and 204; RFC 9110, section 8.6: nor a length, of which 0 does no harm. */
    private static boolean announcesBodyWithoutPlace(HttpResponse response) {
        int status = response.status().code();
        return (status < 200 || status == 204) && !BodyLength.endsWithHead(Framing.of(response.headers()));
    }

    /** 1xx and 204 carry no Content-Length: RFC 9110, section 8.6. */
    private static long declaredFor(int status, long declared) {
        return status < 200 || status == 204 || declared < 0 ? BodyLength.NONE : declared;
    }

    private static boolean isHttp10(HttpResponse response) {
        return response.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }
}
