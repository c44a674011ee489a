// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * A request target taken apart: RFC 9112, section 3.2.
 *
 * @param originForm path and query, or {@code *}: as sent, but for the slashes before the path, which are one, and without dot segments
 * @param path normalised for the choice of a route
 * @param authority of an absolute-form target, which wins over Host (section 3.2.2); else null
 * @param secure whether the target itself says {@code https}
 * @param fault why the target is refused; the other parts are empty then
 */
record RequestTarget(
        String originForm,
        String path,
        @Nullable Authority authority,
        boolean secure,
        @Nullable HttpFault fault) {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    static RequestTarget parse(String method, String target) {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return refused(HttpFault.METHOD_REFUSED); // a tunnel to anywhere; an echo of what we add
        }
        if (target.startsWith("/")) {
            return originForm(target, null, false);
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS")
                    ? new RequestTarget("*", "*", null, false, null)
                    : refused(HttpFault.TARGET_FORM);
        }
        return absoluteForm(method, target);
    }

    private static RequestTarget absoluteForm(String method, String target) {
        boolean secure = target.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        if (!secure && !target.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            return refused(HttpFault.TARGET_FORM);
        }
        int from = secure ? HTTPS.length() : HTTP.length();
        int end = from;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        Authority authority = Authority.parse(target.substring(from, end)).orElse(null);
        if (authority == null) {
            return refused(HttpFault.HOST_INVALID);
        }
        if (end == target.length() && method.equals("OPTIONS")) {
            return new RequestTarget("*", "*", authority, secure, null); // RFC 9112, section 3.2.4
        }
        String rest = target.substring(end);
        return originForm(rest.startsWith("/") ? rest : "/" + rest, authority, secure);
    }

    private static RequestTarget originForm(String sent, @Nullable Authority authority, boolean secure) {
        String target = withOneSlash(sent);
        int query = target.indexOf('?');
        String sentPath = query < 0 ? target : target.substring(0, query);
        String path = RequestPath.normalize(sentPath);
        if (path == null || (query >= 0 && !RequestPath.isEncoded(target, query))) {
            return refused(HttpFault.PATH);
        }
        return new RequestTarget(
                path.equals(sentPath) ? target : withoutDotSegments(target, sentPath), path, authority, secure, null);
    }

    private static String withoutDotSegments(String target, String path) {
        return withOneSlash(RequestPath.withoutDotSegments(path)) + target.substring(path.length());
    }

    /** To a server that reads the target as a reference, {@code //a/b} is the path {@code /b} on the host {@code a}: RFC 3986, section 4.2. */
    private static String withOneSlash(String target) {
        int slashes = 1;
        while (slashes < target.length() && target.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes == 1 ? target : target.substring(slashes - 1);
    }

    private static RequestTarget refused(HttpFault fault) {
        return new RequestTarget("", "", null, false, fault);
    }
}
