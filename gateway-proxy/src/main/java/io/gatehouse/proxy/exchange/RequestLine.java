// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/**
 * What a refused request said it was, for the log: nothing of it was checked.
 *
 * @param path the target as sent, without query
 */
public record RequestLine(String method, String path, String protocol, String host) {
    /** Of a request whose head could not be read. */
    public static final RequestLine UNKNOWN = new RequestLine("", "", "", "");

    /** What a decoded request says. */
    public static RequestLine of(HttpRequest request) {
        String target = request.uri();
        int query = target.indexOf('?');
        return new RequestLine(
                request.method().name(),
                query < 0 ? target : target.substring(0, query),
                request.protocolVersion().text(),
                request.headers().get(HttpHeaderNames.HOST, ""));
    }
}
