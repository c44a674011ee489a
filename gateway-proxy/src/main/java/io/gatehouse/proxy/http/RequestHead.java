// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that kept every rule, without the fields that are between one connection's two ends.
 *
 * <p>{@link #headers} holds neither Host nor framing nor hop-by-hop fields; the writer puts those there that its side
 * needs. The fields are the exchange's to change; the rest is fixed.
 *
 * @param method a token, case as sent
 * @param target origin-form: what goes on the wire to the upstream
 * @param path the part of {@code target} before {@code ?}, in the form in which routes are matched
 * @param authority null only for HTTP/1.0 without Host
 * @param secureTarget the target is absolute and says {@code https}
 * @param http10 the client speaks HTTP/1.0: no interim responses, no chunks
 * @param keepAlive the client would use its connection again
 * @param bodyLength a length, or a constant of {@link BodyLength}
 * @param expectsContinue the client waits for 100 before it sends the body
 * @param acceptsTrailers the client sent {@code TE: trailers}
 * @param upgradesToWebSocket the client asks for a WebSocket
 */
public record RequestHead(
        String method,
        String target,
        String path,
        @Nullable Authority authority,
        boolean secureTarget,
        boolean http10,
        boolean keepAlive,
        long bodyLength,
        boolean expectsContinue,
        boolean acceptsTrailers,
        boolean upgradesToWebSocket,
        HttpHeaders headers) {

    /** So much of a request is read and thrown away after its response, to save the connection. */
    public static final int SMALL_BODY_BYTES = 64 * 1024;

    /** Whether the request is complete with this head. */
    public boolean endsMessage() {
        return BodyLength.endsWithHead(bodyLength);
    }

    /** Whether what follows the head is known to be so little that it can be read and thrown away. */
    public boolean hasSmallBody() {
        return bodyLength != BodyLength.CHUNKED && bodyLength <= SMALL_BODY_BYTES;
    }

    /** Whether doing it twice is the same as doing it once: RFC 9110, section 9.2.2. TRACE is refused before. */
    public boolean idempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** The same request as plain HTTP, for a route that passes no upgrade on. */
    public RequestHead withoutUpgrade() {
        return upgradesToWebSocket
                ? new RequestHead(
                        method,
                        target,
                        path,
                        authority,
                        secureTarget,
                        http10,
                        keepAlive,
                        bodyLength,
                        expectsContinue,
                        acceptsTrailers,
                        false,
                        headers)
                : this;
    }

    /** The path as sent, without query. */
    public String rawPath() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }
}
