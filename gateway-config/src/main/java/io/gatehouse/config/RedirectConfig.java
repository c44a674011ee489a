// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code plugins.redirect}: the gateway answers with a Location instead of asking an upstream.
 *
 * @param httpToHttps clear-text requests are sent to the same host and path over https; excludes {@code uri}
 * @param httpsPort port of the https address, left out of Location when it is 443, the default
 * @param uri the Location otherwise, in which {@code $host}, {@code $uri} and {@code $request_uri} stand for what the
 *     client asked for; "" with {@code httpToHttps}
 * @param retCode status of the answer; 0 takes 301 for GET and HEAD and 308 otherwise (with {@code uri}: 302 is the default)
 */
public record RedirectConfig(boolean httpToHttps, int httpsPort, String uri, int retCode) {
    private static final Set<String> CODES = Set.of("301", "302", "303", "307", "308");
    private static final Set<String> CHANGING_METHOD = Set.of("301", "302", "303"); // RFC 9110, section 15.4
    private static final Map<String, String> NOT_SUPPORTED = Map.of(
            "regex_uri",
            "write 'uri' with $host, $uri or $request_uri, in a route for each pattern; where a part of the path goes on, let the upstream"
                    + " redirect",
            "_meta",
            "beside disable: true remove the redirect, else '_meta': the redirect holds for each request of the route");
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z_][A-Za-z0-9_]*");
    private static final List<String> VARIABLES = List.of("$host", "$uri", "$request_uri");

    public RedirectConfig {
        Insist.that(httpToHttps == uri.isEmpty(), "uri: '%s' (expected: exactly one of it and httpToHttps)", uri);
        Insist.that(httpsPort >= 1 && httpsPort <= 65_535, "httpsPort: %s (expected: 1 to 65535)", httpsPort);
        Insist.that(
                retCode == 0 || (retCode >= 300 && retCode <= 399), "retCode: %s (expected: 0 or 300 to 399)", retCode);
    }

    /** Reads {@code plugins.redirect}; null if it is too faulty to become one. */
    static @Nullable RedirectConfig read(Fields redirect) {
        boolean toHttps = redirect.flag("http_to_https", false);
        int port = redirect.integer("https_port", 1, 65_535, 443);
        int code = readCode(redirect, toHttps);
        Text text = redirect.text("uri", "variables of the request have no braces: $host, $uri or $request_uri");
        String uri = text == null ? "" : readUri(text);
        redirect.onlyOff("encode_uri");
        redirect.onlyOff(
                "append_query_string",
                "write false, and $request_uri for a last $uri; behind a fixed path the query is lost");
        redirect.notSupported(NOT_SUPPORTED);
        if (toHttps && redirect.has("uri")) {
            redirect.refuse("uri", "stands beside http_to_https", "both", "one of the two", "");
            return null;
        }
        if (!toHttps && !redirect.has("uri")) {
            redirect.missing(
                    "uri",
                    "where to redirect to, or http_to_https: true",
                    redirect.has("http_to_https") ? "a redirect that leads nowhere has no use: remove 'redirect'" : "");
        }
        if (!toHttps && redirect.has("https_port")) {
            redirect.refuse(
                    "https_port",
                    "has no meaning without http_to_https",
                    "",
                    "http_to_https: true",
                    "remove 'https_port'");
        }
        if (!toHttps && uri.isEmpty()) {
            return null;
        }
        return new RedirectConfig(toHttps, port, uri, code == 0 && !toHttps ? 302 : code);
    }

    private static int readCode(Fields redirect, boolean toHttps) {
        Text text = redirect.text("ret_code");
        if (toHttps && text != null && CHANGING_METHOD.contains(text.value())) {
            text.warn(
                    "clients may make a GET without body of a POST",
                    "307, 308, or no ret_code beside http_to_https",
                    "remove it: then GET and HEAD get 301, the others 308, as in Apache APISIX whatever ret_code says");
        }
        if (text == null || CODES.contains(text.value())) {
            return text == null ? 0 : Integer.parseInt(text.value());
        }
        text.refuse("not a redirect", "301 | 302 | 303 | 307 | 308", "");
        return 0;
    }

    /** The Location as configured; "" if it is not usable, which is reported. */
    private static String readUri(Text text) {
        String value = text.value();
        boolean start = value.startsWith("/")
                || value.startsWith("http://")
                || value.startsWith("https://")
                || value.startsWith("$");
        if (!start
                || !value.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '<' && c != '>' && c != '\\')) {
            text.refuse("not a redirect target", "an absolute path or an http or https URL, percent-encoded", "");
            return "";
        }
        Matcher matcher = VARIABLE.matcher(value);
        while (matcher.find()) {
            if (!VARIABLES.contains(matcher.group())) {
                text.refuse(
                        "the variable '" + matcher.group() + "' is not supported in this version",
                        "$host, $uri or $request_uri",
                        Spelling.didYouMean(matcher.group(), VARIABLES));
                return "";
            }
        }
        return value;
    }
}
