// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which endpoint answers a request; or why none does, as can be told from its head. Immutable, thread-safe.
 *
 * <p>A POST must say that it carries JSON. A page in an operator's browser can post to any address, but only with the media types
 * that a form has; for others the browser asks first (CORS preflight), and is answered 405.
 */
final class AdminRouter {
    /** Of the body of a POST. */
    static final int MAX_BODY_BYTES = 1 << 20;

    private final HostRule hosts;
    private final Map<String, Map<HttpMethod, AdminEndpoint>> byPath = new LinkedHashMap<>();

    AdminRouter(HostRule hosts, List<AdminRoute> routes) {
        this.hosts = hosts;
        for (AdminRoute route : routes) {
            Map<HttpMethod, AdminEndpoint> methods =
                    byPath.computeIfAbsent(route.path(), path -> new LinkedHashMap<>());
            methods.put(route.method(), route.endpoint());
            if (route.method().equals(HttpMethod.GET)) {
                methods.put(HttpMethod.HEAD, route.endpoint());
            }
        }
    }

    /** Looks at a head alone. */
    Choice choose(HttpRequest request) {
        boolean posts = request.method().equals(HttpMethod.POST);
        if (request.decoderResult().isFailure() || (!posts && hasBody(request))) {
            return badRequest();
        }
        if (!hosts.admits(request.headers().get(HttpHeaderNames.HOST))) {
            return refuse(HttpResponseStatus.FORBIDDEN, "Host must be an IP address or localhost");
        }
        Map<HttpMethod, AdminEndpoint> methods = byPath.get(path(request));
        if (methods == null) {
            return refuse(HttpResponseStatus.NOT_FOUND, "not found; there are: " + String.join(", ", lines()));
        }
        AdminEndpoint endpoint = methods.get(request.method());
        if (endpoint == null) {
            return notAllowed(methods);
        }
        if (posts && !isJson(request.headers())) {
            return refuse(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        }
        if (HttpUtil.getContentLength(request, 0L) > MAX_BODY_BYTES) {
            return tooLarge();
        }
        return new Choice.Endpoint(endpoint);
    }

    static Choice.Refusal badRequest() {
        return refuse(HttpResponseStatus.BAD_REQUEST, "bad request");
    }

    static Choice.Refusal tooLarge() {
        return refuse(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "more than " + MAX_BODY_BYTES + " bytes");
    }

    private static Choice.Refusal notAllowed(Map<HttpMethod, AdminEndpoint> methods) {
        String allow = String.join(", ", names(methods));
        AdminAnswer answer = AdminAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, allow + "\n");
        return new Choice.Refusal(answer, allow);
    }

    private static Choice.Refusal refuse(HttpResponseStatus status, String why) {
        return new Choice.Refusal(AdminAnswer.text(status, why + "\n"), "");
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        byPath.forEach((path, methods) -> lines.add(
                (methods.containsKey(HttpMethod.GET) ? "GET " : String.join(" ", names(methods)) + " ") + path));
        return lines;
    }

    private static Set<String> names(Map<HttpMethod, AdminEndpoint> methods) {
        Set<String> names = new TreeSet<>();
        methods.keySet().forEach(method -> names.add(method.name()));
        return names;
    }

    private static String path(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** What stands behind {@code ?}; "" for none. */
    static String query(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? "" : request.uri().substring(query + 1);
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static boolean isJson(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        int parameters = type.indexOf(';');
        String mediaType = parameters < 0 ? type : type.substring(0, parameters);
        return mediaType.strip().equalsIgnoreCase("application/json");
    }

    /** What a head decides. */
    sealed interface Choice {
        /** It is answered once its body is there. */
        record Endpoint(AdminEndpoint endpoint) implements Choice {}

        /**
         * It is answered at once.
         *
         * @param allow the value of Allow; "" for none
         */
        record Refusal(AdminAnswer answer, String allow) implements Choice {}
    }
}
